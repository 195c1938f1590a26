import * as z from 'zod/mini';
import { MAX_CORRECTIONS, MAX_SAYINGS, MAX_SOURCE, WORDS, type Correction } from '../core/correction.ts';
import { isLabel, type Label } from '../core/label.ts';
import { isSubjectKey, type SubjectKey } from '../core/subject.ts';

z.config({ jitless: true });

const saying = z.strictObject({
  source: z.string().check(z.minLength(1), z.maxLength(MAX_SOURCE)),
  probability: z.number().check(z.minimum(0), z.maximum(1)),
});

const correction = z.strictObject({
  key: z.custom<SubjectKey>(isSubjectKey),
  label: z.custom<Label>(isLabel),
  word: z.enum(WORDS),
  said: z.array(saying).check(z.maxLength(MAX_SAYINGS)),
  at: z.number().check(z.nonnegative()),
}) satisfies z.ZodMiniType<Correction>;

/** `corrections@1`: what an export holds of the reader's words on labels. */
export const correctionsFileSchema = z.strictObject({
  format: z.literal('witnessmark-corrections'),
  version: z.literal(1),
  corrections: z.array(correction).check(z.maxLength(MAX_CORRECTIONS)),
});
