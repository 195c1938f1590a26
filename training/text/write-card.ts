import { binaryRows, type Row } from './corpus.ts';
import type { RoundingFigures, TextFigures } from './figures.ts';
import { SETTINGS, type TextModel } from './make-model.ts';

/** public/models/text-spam/card.json: what the detector needs, then what a person should know. */
export function cardJson(rows: readonly Row[], { card }: TextModel, figures: TextFigures & { readonly rounding: RoundingFigures }): string {
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

const LIMITS = [
  'It knows spellings, not meaning. What it has not seen it does not find: of a source it has never seen it finds next to no spam.',
  'In Arabic, Spanish, Italian, Portuguese, Pidgin, Darija and romanised Hindi it has seen clean posts only; spam in these languages goes unnoticed. No sign of spam is not a sign of anything.',
  'Clean posts in a manner it has never seen are flagged more often than the table says; training/text/README.md has the figures with each source left out.',
  'Operators’ own offers by text message and talk about crypto money are flagged more often than other clean texts.',
  'Copy-trading and recovery scams in plain words, without links or numbers, are often missed.',
  'The probability is calibrated on data of which one text in seven is spam; most feeds hold less.',
  'Of a text longer than 20 000 units the head is judged; a text of fewer than 12 letters is not judged.',
];

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
export function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}
