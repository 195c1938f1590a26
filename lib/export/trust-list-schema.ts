import * as z from 'zod/mini';
import { MAX_TRUST_LIST_BYTES, MAX_TRUST_SOURCE, TRUST_LIST_KINDS, type TrustList } from '../core/trust-list.ts';

z.config({ jitless: true });

const trustList = z.strictObject({
  kind: z.enum(TRUST_LIST_KINDS),
  source: z.string().check(z.maxLength(MAX_TRUST_SOURCE)),
  digest: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  certificates: z.int().check(z.positive()),
  at: z.number().check(z.nonnegative()),
  pem: z.string().check(z.maxLength(MAX_TRUST_LIST_BYTES)),
}) satisfies z.ZodMiniType<TrustList>;

/** `trust-lists@1`: what an export holds of the trust lists that the reader installed. */
export const trustListsFileSchema = z.strictObject({
  format: z.literal('witnessmark-trust-lists'),
  version: z.literal(1),
  trustLists: z.array(trustList).check(z.maxLength(TRUST_LIST_KINDS.length)),
});
