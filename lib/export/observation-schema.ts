import * as z from 'zod/mini';
import { WORDS } from '../core/correction.ts';
import { ABSTAIN_REASONS, BANDS, DETECTOR_IDS } from '../core/evidence.ts';
import { CORE_LABELS } from '../core/label.ts';
import { MAX_RECORDED_SUBJECTS, type Observation } from '../core/observation.ts';
import { TREATMENTS } from '../core/policy.ts';
import { SITE_IDS } from '../core/post.ts';
import { SUBJECT_KINDS, type SubjectKey } from '../core/subject.ts';
import { STANDINGS } from '../core/verdict.ts';
import { MAX_RECORDED_FINDINGS, MAX_RECORDED_TEXT } from './to-observation.ts';

z.config({ jitless: true });

const count = z.int().check(z.nonnegative());
const text = z.string().check(z.maxLength(MAX_RECORDED_TEXT));
const probability = z.number().check(z.minimum(0), z.maximum(1));
const label = z.union([z.enum(CORE_LABELS), z.templateLiteral(['x-', z.string()])]);

const evidence = z.strictObject({
  kind: z.enum(['signal', 'claim', 'flag']),
  source: text,
  probability: z.exactOptional(probability),
  reason: text,
});

const quiet = z.union([
  z.strictObject({
    detector: z.enum(DETECTOR_IDS),
    band: z.enum(BANDS),
    probability: z.exactOptional(probability),
    reason: text,
  }),
  z.strictObject({ detector: z.enum(DETECTOR_IDS), abstain: z.enum(ABSTAIN_REASONS), reason: text }),
]);

/**
 * `observation@1`: one page and everything said about it. The popup saves it as a line of JSONL. Strict: an unknown key is an error, so that a reader never guesses.
 */
export const observationSchema = z.strictObject({
  url: text,
  browser: text,
  tookMs: z.number().check(z.nonnegative()),
  health: z.strictObject({
    site: z.enum(SITE_IDS),
    layout: z.enum(['empty', 'ok', 'layout-changed', 'paused']),
    posts: count,
    understood: count,
    pictures: count,
    badgesLost: count,
    unreadParts: count,
  }),
  subjects: z
    .array(
      z.strictObject({
        kind: z.enum(SUBJECT_KINDS),
        key: z.custom<SubjectKey>((key) => typeof key === 'string' && /^[0-9a-f]{16}$/.test(key)),
        where: text,
        verdicts: z
          .array(
            z.strictObject({
              label,
              standing: z.enum(STANDINGS),
              treatment: z.enum(TREATMENTS),
              probability: z.exactOptional(probability),
              corrected: z.exactOptional(z.enum(WORDS)),
              evidence: z.tuple([evidence], evidence),
            }),
          )
          .check(z.maxLength(MAX_RECORDED_FINDINGS)),
        quiet: z.array(quiet).check(z.maxLength(MAX_RECORDED_FINDINGS)),
      }),
    )
    .check(z.maxLength(MAX_RECORDED_SUBJECTS)),
  subjectsLeftOut: z.exactOptional(z.int().check(z.positive())),
}) satisfies z.ZodMiniType<Observation>;
