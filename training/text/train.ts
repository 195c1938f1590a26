import { mkdirSync, writeFileSync } from 'node:fs';
import { hasTextData, loadRows, TEXT_DATA_DIR } from './corpus.ts';
import { measureRounding, measureTextModel } from './figures.ts';
import { makeTextModel } from './make-model.ts';
import { printFigures } from './print-figures.ts';
import { cardJson } from './write-card.ts';

/** Goes up with every change of the weights. */
const VERSION = '3.0.0';

/** Makes public/models/text-spam from the data: `npm run train:text`. */
function main(): void {
  if (!hasTextData()) throw new Error(`no data at ${TEXT_DATA_DIR}; set WITNESSMARK_DATA`);
  const rows = loadRows();
  console.log(`rows: ${rows.length}`);
  const model = makeTextModel(rows, VERSION);
  const figures = measureTextModel(rows, model);
  const rounding = measureRounding(rows, model, 'spam');
  mkdirSync('public/models/text-spam', { recursive: true });
  writeFileSync('public/models/text-spam/weights.bin', model.weights);
  writeFileSync('public/models/text-spam/card.json', cardJson(rows, model, { ...figures, rounding }));
  console.log(`digest: ${model.card.digest}`);
  printFigures(figures, rounding);
}

main();
