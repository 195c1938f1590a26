import { binaryRows, type Row } from './corpus.ts';
import type { TextFigures } from './figures.ts';
import { SETTINGS, type TextModel } from './make-model.ts';

/** public/models/text-spam/card.json: what the detector needs, then what a person should know. */
export function cardJson(rows: readonly Row[], { card }: TextModel, figures: TextFigures): string {
  return `${JSON.stringify(
    {
      id: 'text-spam',
      label: 'spam',
      ...card,
      madeBy: { command: 'npm run train:text', ...SETTINGS },
      trainedOn: sources(binaryRows(rows, 'train')),
      figures: JSON.parse(JSON.stringify(figures, rounded)),
      limits: LIMITS,
    },
    null,
    2,
  )}\n`;
}

const LIMITS = ['to be written'];

function sources(rows: readonly Row[]): readonly object[] {
  const counts = new Map<string, { source: string; licence: string; clean: number; spam: number }>();
  for (const { source, licence, label } of rows) {
    const sums = counts.get(source) ?? { source, licence, clean: 0, spam: 0 };
    if (label === 1) sums.spam += 1;
    else sums.clean += 1;
    counts.set(source, sums);
  }
  return [...counts.values()];
}

/** Four digits are more than the data supports, and keep the file readable. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}
