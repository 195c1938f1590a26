import { TEXT_LABELS } from '../../lib/detect/text-card.ts';
import type { RoundingFigures, TextFigures } from './figures.ts';
import { judgeParity, MOST_TIMES, type Parity } from './parity.ts';

/** One line a figure, `label name: value`. */
export function printFigures(figures: TextFigures, rounding: RoundingFigures): void {
  for (const label of TEXT_LABELS) {
    const head = figures[label];
    const line = (name: string, value: string): void => console.log(`${label} ${name}: ${value}`);
    line('test rows', `${head.rows}, ${head.positive} of them ${label}`);
    line('test PR-AUC', head.prAuc.toFixed(4));
    line('test F1', head.f1.toFixed(4));
    line('test recall at 1 % false positives', percent(head.recallAt1PercentFalse));
    line('test calibration error (ECE)', head.calibrationError.toFixed(4));
    line('test precision of likely', percent(head.likely.precision));
    line('test recall of likely', percent(head.likely.recall));
    line('test false positives of likely', percent(head.likely.falsePositives));
    for (const { group, clean, flagged, atLeast, atMost } of head.groups) {
      line(`clean ${group}, val and test`, `${flagged} of ${clean} likely, ${percent(flagged / clean)}, 95 % bounds ${percent(atLeast)} and ${percent(atMost)}`);
    }
    printParity(`${label} likely`, judgeParity(head.groups));
    for (const { source, texts, found } of head.found) line(`found ${source}, test`, `${found} of ${texts} likely, ${percent(found / texts)}`);
    for (const { source, texts, found } of head.probes) line(`probes ${source}, held out`, `${found} of ${texts} likely`);
  }
  console.log(`gray called likely spam: ${percent(figures.grayFlagged)}`);
  console.log(`spam, 8-bit against float, most changed probability: ${rounding.mostChanged.toFixed(4)}`);
  console.log(`spam, 8-bit against float, PR-AUC: ${(figures.spam.prAuc - rounding.prAucBefore).toFixed(4)}`);
}

const SAYS: Readonly<Record<Parity['verdict'], string>> = {
  above: `shown to be above ${MOST_TIMES} x standard English`,
  within: `shown to be below ${MOST_TIMES} x standard English`,
  open: `not shown to be above ${MOST_TIMES} x standard English, nor below`,
};

/** One line a group, `name, group: counts, bound, verdict`. */
export function printParity(name: string, parity: readonly Parity[]): void {
  for (const { group, clean, flagged, atMost, verdict, chanceOfMore, chanceOfFewer } of parity) {
    const chances = `p of more ${chanceOfMore.toFixed(4)}, of fewer ${chanceOfFewer.toFixed(4)}`;
    console.log(`${name}, ${group}: ${flagged} of ${clean}, at most ${percent(atMost)}; ${SAYS[verdict]} (${chances})`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
