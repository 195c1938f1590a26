import type { Detector, TextInput } from '../core/detector.ts';
import type { AbstainReason, DetectorRef, Finding } from '../core/evidence.ts';
import { bandOf, chancesOf, isAnswer, topClass, type HubModelRef } from './class-chances.ts';
import { measureEach } from './measure-each.ts';
import type { TextClassifier } from './runtime.ts';

/** A model of texts that the reader chose; its meant classes are those of spam. */
export interface TextModel extends HubModelRef {
  /** Whether any number of its classes may hold at once. */
  readonly independent: boolean;
}

/** Of a text as much is looked at, in UTF-16 units: far more than any model takes tokens. */
const MAX_TEXT = 10_000;

/**
 * Judges texts by a model of the reader's choice. One after the other: the forms that most models are downloaded in
 * measure the range of their numbers over all that they are given at once, and what is said of a post must not depend
 * on its neighbours.
 */
export function createHubTextDetector(model: TextModel, classifier: TextClassifier, now: () => number): Detector<TextInput> {
  const ref: DetectorRef = { id: 'text-hub', version: model.revision.slice(0, 7) };
  const abstain = (why: AbstainReason): Finding => ({ kind: 'abstention', detector: ref, why });

  async function measureOne(input: TextInput): Promise<Finding> {
    const text = input.text.slice(0, MAX_TEXT).replaceAll(/\p{Surrogate}/gu, '\uFFFD').normalize('NFC').trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return abstain('too-short');
    const chances = await classify(text);
    if (chances === undefined) return abstain('detector-failed');
    const meant = model.meant.map((each) => chances[each] ?? 0);
    const probability = Math.min(1, model.independent ? Math.max(...meant) : meant.reduce((sum, chance) => sum + chance, 0));
    return {
      kind: 'signal',
      detector: ref,
      label: 'spam',
      probability,
      band: bandOf(probability),
      reason: { code: 'text-classes', model: model.id, label: topClass(model, chances) },
      at: now(),
    };
  }

  /** A chance for each class; undefined where the model answers something else. */
  async function classify(text: string): Promise<readonly number[] | undefined> {
    try {
      const logits = await classifier.classify(text);
      return isAnswer(model, logits) ? chancesOf(logits, model.independent) : undefined;
    } catch {
      // Whatever the runtime choked on, the text is not judged, and the next one may be.
      return undefined;
    }
  }

  return {
    ...ref,
    digest: model.digest,
    async measure(texts, abort) {
      const findings = await measureEach(texts, abort, measureOne);
      abort.throwIfAborted();
      return findings;
    },
  };
}
