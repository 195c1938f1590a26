import { readFileSync } from 'node:fs';
import { decodeTextCard, type TextCard, type TextLabel } from '../../lib/detect/text-card.ts';
import { foldText } from '../../lib/detect/text-fold.ts';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { headsOf } from '../../lib/detect/text-model.ts';
import { groupOf, loadRows, type Row } from './corpus.ts';
import { LABEL_OF } from './labels.ts';
import { learnHead, trainingRows } from './make-model.ts';
import { margins, toMatrix } from './matrix.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { judgeParity, type Flagged } from './parity.ts';
import { printParity } from './print-figures.ts';

const LABEL: TextLabel = 'spam';
const FOLDS = 3;

/** A clean text, and what a model that has not seen it says. */
interface Judgement {
  readonly group: string;
  readonly probability: number;
}

/**
 * Holds every group of clean texts against standard English on all texts there are. Those of train are judged by one of
 * three models, each of which learns from the other two thirds, those of val and test by the model that ships; all at the
 * thresholds that ship. Texts that are nearly the same are in one third. `npx tsx training/text/cross-fit.ts`.
 */
function main(): void {
  const card = decodeTextCard(JSON.parse(readFileSync('public/models/text-spam/card.json', 'utf8')));
  if (!card.ok) throw new Error(card.error);
  const rows = loadRows().filter(({ use }) => use === undefined);
  const judged = [...judgeTrain(rows), ...judgeOthers(rows, card.value)];
  for (const band of ['likely', 'unsure'] as const) {
    const from = card.value.heads[LABEL].thresholds[band];
    printParity(`${LABEL} ${band} (from ${from}), all splits`, judgeParity(groupsFlagged(judged, from)));
  }
}

function judgeTrain(rows: readonly Row[]): readonly Judgement[] {
  const own = new Set(rows);
  const train = trainingRows(rows);
  const val = rows.filter(({ split }) => split === 'val');
  const [trainMatrix, valMatrix] = [toMatrix(train.map(({ text }) => text)), toMatrix(val.map(({ text }) => text))];
  const foldOf = nearDuplicates(train.map(({ text }) => foldText(text))).map((first) => first % FOLDS);
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const model = learnHead(LABEL, train, trainMatrix, val, valMatrix, (i) => foldOf[i] !== fold);
    const { scale, bias, calibration } = model.card;
    const said = margins(trainMatrix, model.weights, bias, { scale });
    return train.flatMap((row, i) => {
      const isJudged = own.has(row) && foldOf[i] === fold && LABEL_OF[LABEL](row) === 0;
      return isJudged ? [{ group: groupOf(row), probability: probabilityAt(calibration.slope * said[i]! + calibration.offset) }] : [];
    });
  });
}

function judgeOthers(rows: readonly Row[], card: TextCard): readonly Judgement[] {
  const bytes = new Uint8Array(readFileSync('public/models/text-spam/weights.bin'));
  const { weights, scale, bias, calibration } = headsOf(card, new Int8Array(bytes.buffer))[LABEL];
  const clean = rows.filter((row) => row.split !== 'train' && LABEL_OF[LABEL](row) === 0);
  return Array.from(margins(toMatrix(clean.map(({ text }) => text)), weights, bias, { scale }), (margin, i) => ({
    group: groupOf(clean[i]!),
    probability: probabilityAt(calibration.slope * margin + calibration.offset),
  }));
}

function groupsFlagged(judged: readonly Judgement[], from: number): readonly Flagged[] {
  const names = [...new Set(judged.map(({ group }) => group))];
  return names.map((group) => {
    const own = judged.filter((one) => one.group === group);
    return { group, clean: own.length, flagged: own.filter(({ probability }) => probability >= from).length };
  });
}

main();
