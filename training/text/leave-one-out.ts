import { loadRows } from './corpus.ts';
import { judge } from './figures.ts';
import { makeTextModel } from './make-model.ts';

/** Sources that are of one making and leave together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['sms_uci', 'sms_mt_de', 'sms_mt_fr', 'sms_mt_hi'],
  ['x_xlmt_ar', 'x_afrisenti_ary_train'],
];

/**
 * What the model does to posts of a source it has never seen: each source in turn is left out, the model and its
 * thresholds are made from the others, and all the texts left out are judged. `npx tsx training/text/leave-one-out.ts`,
 * some ten minutes.
 */
function main(): void {
  const rows = loadRows();
  const learnt = rows.filter(({ use, label }) => use === undefined && label !== -1);
  const alone = new Set(learnt.map(({ source }) => source).filter((source) => !TOGETHER.flat().includes(source)));
  console.log('| left out | clean texts | called likely | spam texts | called likely |\n|---|---|---|---|---|');
  for (const sources of [...TOGETHER, ...Array.from(alone, (source) => [source])]) {
    const model = makeTextModel(rows.filter(({ source }) => !sources.includes(source)), '0.0.0');
    const { rows: left, probabilities } = judge(learnt.filter(({ source }) => sources.includes(source)), model);
    const cells = ([0, 1] as const).map((label) => {
      const these = left.map((_, i) => i).filter((i) => left[i]!.label === label);
      const likely = these.filter((i) => probabilities[i]! >= model.card.thresholds.likely);
      return these.length === 0 ? '– | –' : `${these.length} | ${((100 * likely.length) / these.length).toFixed(1)} %`;
    });
    console.log(`| ${sources.join(', ')} | ${cells.join(' | ')} |`);
  }
}

main();
