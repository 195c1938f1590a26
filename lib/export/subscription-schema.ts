import * as z from 'zod/mini';
import { MAX_LINK, MAX_LISTS, type ListFollowing } from '../core/settings.ts';

z.config({ jitless: true });

/** How the reader follows a list: what its own root does not say. */
export type Subscription = Pick<ListFollowing, 'own' | 'isOn'> & { readonly id: string };

const subscription = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  own: z.exactOptional(z.string().check(z.maxLength(MAX_LINK))),
  isOn: z.boolean(),
}) satisfies z.ZodMiniType<Subscription>;

/** `subscriptions@1`: what an export holds of how lists are kept up to date. */
export const subscriptionsFileSchema = z.strictObject({
  format: z.literal('witnessmark-subscriptions'),
  version: z.literal(1),
  subscriptions: z.array(subscription).check(z.maxLength(MAX_LISTS)),
});
