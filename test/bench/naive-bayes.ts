import naiveBayes from 'wink-naive-bayes-text-classifier';
import prepText from 'wink-naive-bayes-text-classifier/src/prep-text.js';
import type { Answered } from '../../lib/measure/evaluation.ts';
import type { Row } from '../../training/text/corpus.ts';

/** A judge of texts that gives one answer: is it spam? */
export interface TextJudge {
  answer(text: string): Answered['answer'];
  /** Whether nothing of the text was ever learnt: the answer is then what is known before reading. */
  knowsNothingOf(text: string): boolean;
  /** What it has to keep of what it learnt. */
  readonly bytes: number;
}

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** Ways to take a text apart: by wink's own manual, which knows English words; and any run of letters, in whatever script. */
export const PREPARATIONS = {
  'naive Bayes': prepText,
  'naive Bayes, any script': (text: string): readonly string[] => text.toLowerCase().match(WORDS) ?? [],
} as const satisfies Readonly<Record<string, (text: string) => readonly string[]>>;

/** Naive Bayes of wink with the settings of its manual, learnt from these rows. */
export function learnNaiveBayes(rows: readonly Row[], preparation: keyof typeof PREPARATIONS): TextJudge {
  const classifier = naiveBayes();
  classifier.definePrepTasks([PREPARATIONS[preparation]]);
  classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 });
  for (const { text, label } of rows) classifier.learn(text, label === 1 ? 'spam' : 'clean');
  classifier.consolidate();
  const before = rows.filter(({ label }) => label === 1).length / rows.length;
  const oddsOf = (text: string) => classifier.computeOdds(text).find(([label]) => label === 'spam')?.[1];
  return {
    bytes: Buffer.byteLength(classifier.exportJSON()),
    knowsNothingOf: (text) => oddsOf(text) === undefined,
    answer(text) {
      const odds = oddsOf(text);
      const probability = odds === undefined ? before : 1 / (1 + 2 ** -odds);
      return { probability, band: probability >= 0.5 ? 'likely' : 'no-sign' };
    },
  };
}
