import { TEXT_LABELS, type TextLabel } from '../../lib/detect/text-card.ts';
import type { Row } from './corpus.ts';
import type { RoundingFigures, TextFigures } from './figures.ts';
import { LABEL_OF } from './labels.ts';
import { CLEAN_FOR_SPAM, SETTINGS, trainingRows, type TextModel } from './make-model.ts';

/** public/models/text-spam/card.json: what the detector needs, then what a person should know. */
export function cardJson(rows: readonly Row[], { card }: TextModel, figures: TextFigures & { readonly rounding: RoundingFigures }): string {
  return `${JSON.stringify(
    {
      id: 'text-spam',
      ...card,
      madeBy: { command: 'npm run train:text', ...SETTINGS, cleanForSpam: CLEAN_FOR_SPAM },
      trainedOn: sources(trainingRows(rows)),
      figures: JSON.parse(JSON.stringify(figures, rounded)),
      limits: LIMITS,
    },
    null,
    2,
  )}\n`;
}

const LIMITS = [
  'It knows spellings and what some words stand for, not meaning. What it has not seen it finds less often: of the spam of a source it has never seen, at best a part.',
  'In Arabic, Spanish, Italian, Portuguese, Turkish, Swahili, Vietnamese, Dutch, Polish, Pidgin, Darija and romanised Hindi all the spam it has seen is examples written for this project; most spam in these languages goes unnoticed. No sign of spam is not a sign of anything.',
  'Scam is learnt from, and measured on, Thai text messages, prizes by text message, crypto frauds and examples written for this project. Frauds in plain words are often missed.',
  'Promotion is learnt from few English posts, offers by text message, self-promotion under videos and examples of ours. It is a hint, and suggested only to readers who chose so.',
  'Clean posts in a manner it has never seen are flagged more often than the table says; training/text/README.md has the figures with each source left out.',
  'Operators’ own offers by text message and talk about crypto money are flagged more often than other clean texts; so may be small sellers who ask to be written to.',
  'The probability is calibrated on data of which one text in seven is spam; most feeds hold less.',
  'Of a text longer than 20 000 units the head is judged; a text of fewer than 12 letters is not judged.',
];

/** How many texts of each source the heads learn from, disguised copies among them. */
function sources(rows: readonly Row[]): readonly object[] {
  const counts = new Map<string, { source: string; licence: string; texts: number } & Record<TextLabel, number>>();
  for (const row of rows) {
    const sums = counts.get(row.source) ?? { source: row.source, licence: row.licence, texts: 0, spam: 0, scam: 0, promotion: 0 };
    sums.texts += 1;
    for (const label of TEXT_LABELS) sums[label] += LABEL_OF[label](row) ?? 0;
    counts.set(row.source, sums);
  }
  return [...counts.values()];
}

/** Four digits are more than the data supports, and keep the file readable. */
export function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}
