import type { RoundingFigures, TextFigures } from './figures.ts';

/** One line a figure, `name: value`. */
export function printFigures(figures: TextFigures, rounding: RoundingFigures): void {
  const line = (name: string, value: string): void => console.log(`${name}: ${value}`);
  line('test rows', String(figures.rows));
  line('test PR-AUC', figures.prAuc.toFixed(4));
  line('test F1', figures.f1.toFixed(4));
  line('test recall at 1 % false positives', percent(figures.recallAt1PercentFalse));
  line('test calibration error (ECE)', figures.calibrationError.toFixed(4));
  line('test precision of likely', percent(figures.likely.precision));
  line('test recall of likely', percent(figures.likely.recall));
  line('test false positives of likely', percent(figures.likely.falsePositives));
  line('gray flagged', percent(figures.grayFlagged));
  line('8-bit against float, most changed probability', rounding.mostChanged.toFixed(4));
  line('8-bit against float, PR-AUC', (figures.prAuc - rounding.prAucBefore).toFixed(4));
  for (const { group, clean, flagged, bound } of figures.groups) {
    line(`clean ${group}, val and test`, `${flagged} of ${clean} likely, ${percent(flagged / clean)}, 95 % bound ${percent(bound)}`);
  }
  for (const { source, spam, found } of figures.spamFound) {
    line(`spam ${source}, test`, `${found} of ${spam} likely, ${percent(found / spam)}`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
