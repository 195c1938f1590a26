import { readFileSync } from 'node:fs';
import { decodeTextCard } from '../../lib/detect/text-card.ts';
import { createTextDetectors } from '../../lib/detect/text-detectors.ts';
import { binaryRows, loadRows, type Row } from './corpus.ts';
import { measureRounding, measureTextModel } from './figures.ts';
import { makeTextModel } from './make-model.ts';
import { printFigures } from './print-figures.ts';

/** Makes the model again, says whether it is the committed one, and prints what it does: `npm run evaluate:text`. */
async function main(): Promise<void> {
  const committed: unknown = JSON.parse(readFileSync('public/models/text-spam/card.json', 'utf8'));
  const card = decodeTextCard(committed);
  if (!card.ok) throw new Error(card.error);
  const rows = loadRows();
  const model = makeTextModel(rows, card.value.version);
  console.log(`digest: ${model.card.digest}`);
  console.log(`is the committed model: ${model.card.digest === card.value.digest ? 'yes' : 'no'}`);
  printFigures(measureTextModel(rows, model), measureRounding(rows, model, 'spam'));
  console.log(`ms a post: ${(await msPerPost(rows, committed)).toFixed(3)}`);
}

/** Median over batches of 50 test texts, through the detectors themselves: all labels. */
async function msPerPost(rows: readonly Row[], card: unknown): Promise<number> {
  const weights = readFileSync('public/models/text-spam/weights.bin');
  const detectors = createTextDetectors({ weights, card }, { now: Date.now });
  if (!detectors.ok) throw new Error(detectors.error.message);
  const inputs = binaryRows(rows, 'test').map(({ text }) => ({ text }));
  const times: number[] = [];
  for (let at = 0; at + 50 <= 5000; at += 50) {
    const before = performance.now();
    const batch = inputs.slice(at, at + 50);
    for (const detector of Object.values(detectors.value)) await detector.measure(batch, new AbortController().signal);
    times.push((performance.now() - before) / 50);
  }
  return times.toSorted((a, b) => a - b)[times.length / 2] ?? 0;
}

await main();
