import * as z from 'zod/mini';
import type { ModelKind } from '../core/hub-model.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HubError } from './hub-error.ts';
import { parseStated } from './parse-stated.ts';

z.config({ jitless: true });

/** Most classes a model may tell apart. */
export const MAX_CLASSES = 64;

const word = z.string().check(z.maxLength(200));
const config = z.object({
  architectures: z.exactOptional(z.array(word).check(z.maxLength(8))),
  id2label: z.record(z.string().check(z.regex(/^\d{1,2}$/)), word),
  problem_type: z.exactOptional(word),
});

/** What the heads of classifiers are called, by what they judge. */
const HEADS: Readonly<Record<ModelKind, string>> = { picture: 'ForImageClassification', text: 'ForSequenceClassification' };

export interface Classes {
  /** What the model judges; undefined where it does not say. */
  readonly kind: ModelKind | undefined;
  /** Names of its classes, in the order of its outputs. */
  readonly labels: readonly [string, ...string[]];
  /** Whether any number of them may hold at once, each with a chance of its own. */
  readonly independent: boolean;
}

/** The classes of a model, from its `config.json`. */
export function decodeClasses(json: string): Result<Classes, HubError> {
  const read = config.safeParse(parseStated(json));
  if (!read.success) return refused('Its config.json does not describe a classifier with named classes.');
  const { id2label, architectures, problem_type } = read.data;
  const kind = kindOf(architectures);
  if (architectures !== undefined && kind === undefined) return refused(`It is made for something else: ${architectures.join(', ')}.`);
  const [first, ...rest] = Object.keys(id2label).map((_, i) => id2label[i]);
  const labels = [first, ...rest];
  if (first === undefined || labels.length > MAX_CLASSES || labels.includes(undefined)) {
    return refused(`Its classes are not numbered from 0 on, or are over ${MAX_CLASSES}.`);
  }
  return ok({ kind, labels: labels as [string, ...string[]], independent: problem_type === 'multi_label_classification' });
}

function kindOf(architectures: readonly string[] = []): ModelKind | undefined {
  const kinds = (Object.keys(HEADS) as ModelKind[]).filter((kind) => architectures.length > 0 && architectures.every((each) => each.endsWith(HEADS[kind])));
  return kinds[0];
}

function refused(message: string): Result<never, HubError> {
  return err({ why: 'no-classifier', message });
}
