import { readHead, writeModel } from './build-model.ts';
import { readCardNumbers, writeCard, type NamedFigures } from './card.ts';
import { featureTable, MIN_SIDE_PX, type TableKind } from './features.ts';
import { figuresOf, printFigures } from './figures.ts';
import { fitLogistic, scores, type Rows } from './logistic.ts';
import { readManifest, type Sample, type Split } from './manifest.ts';
import { auc } from './metrics.ts';
import { readMobileNet } from './mobilenet.ts';
import { buildTrunk } from './trunk.ts';

/** `--public` also looks at the split that nothing may be chosen by, and writes its figures into the card. */
const withPublic = process.argv.includes('--public');
const PREPARATIONS: readonly (readonly [name: string, kind: TableKind])[] = [
  ['social', { name: 'social', variant: 0 }],
  ['as served', { name: 'as-served' }],
];

const head = readHead();
const card = readCardNumbers();
if (writeModel() !== card.digest) throw new Error('the head in this folder is not the one of the card');
const trunk = buildTrunk(readMobileNet(), head.taps);
const model = { weights: Float64Array.from(head.weights), bias: head.bias };

const measured: NamedFigures[] = [];
for (const split of withPublic ? (['val', 'public'] as const) : (['val'] as const)) {
  const samples = pictures(split).filter(({ packed }) => Math.min(packed.width, packed.height) >= MIN_SIDE_PX);
  for (const [name, kind] of PREPARATIONS) {
    const table = await featureTable(trunk, samples, kind);
    const tableScores = scores(model, table);
    const items = samples.map(({ generated, group }, i) => ({ generated, group, score: tableScores[i] ?? Number.NaN }));
    measured.push({ name: `${split}, ${name}`, ...figuresOf(items, card.thresholds) });
  }
  console.log(`${split}: a model that sees only width, height and bytes of the packed file reaches AUC ${metadataAuc(split).toFixed(3)}`);
}
printFigures(measured);
if (withPublic) {
  const names = new Set(measured.map(({ name }) => name));
  writeCard({ ...card, measured: [...card.measured.filter(({ name }) => !names.has(name)), ...measured] });
}

function pictures(split: Split): readonly Sample[] {
  const samples = readManifest([split]);
  if (samples === undefined) throw new Error('the pictures to measure with are not here; see training/pictures/README.md');
  return samples;
}

/** What the pictures' packaging alone gives away: whatever a model claims must be read beside it. */
function metadataAuc(split: Split): number {
  const train = pictures('train');
  const weights = new Float64Array(train.length).fill(1);
  const baseline = fitLogistic(packagingOf(train), train.map(({ generated }) => generated), { weights, l2: 1 });
  const samples = pictures(split);
  const baselineScores = scores(baseline, packagingOf(samples));
  return auc(samples.map(({ generated, group }, i) => ({ generated, group, score: baselineScores[i] ?? Number.NaN })));
}

/** Width, height, bytes and bytes a pixel, each as eight steps between the values that occur. */
function packagingOf(samples: readonly Sample[]): Rows {
  const STEPS = [128, 192, 250, 256, 257, 288, 300, 352];
  const BYTE_STEPS = [4e3, 8e3, 12e3, 16e3, 24e3, 32e3, 48e3, 64e3];
  const DENSITY_STEPS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 0.9];
  const rows = samples.map(({ packed: { width, height, bytes } }) => [
    ...STEPS.map((step) => Number(width >= step)),
    ...STEPS.map((step) => Number(height >= step)),
    ...BYTE_STEPS.map((step) => Number(bytes >= step)),
    ...DENSITY_STEPS.map((step) => Number(bytes / (width * height) >= step)),
    Number(width === height),
  ]);
  return { columns: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) };
}
