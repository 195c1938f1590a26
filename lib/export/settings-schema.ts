import * as z from 'zod/mini';
import { CORE_LABELS, isLabel, type Label } from '../core/label.ts';
import { CAUTIONS, MAX_ACCOUNT, MAX_ALWAYS_SHOWN, TREATMENTS } from '../core/policy.ts';
import { isPeerServer, MAX_PEER_SERVER } from '../core/peer-server.ts';
import { areRelays, MAX_RELAY_ADDRESS, MAX_RELAYS } from '../core/relay-address.ts';
import { LOCALES, OTHER_SITES, PICTURE_MODES, type Settings } from '../core/settings.ts';

z.config({ jitless: true });

const host = z.string().check(z.minLength(1), z.maxLength(256));
const treatment = z.enum(TREATMENTS);
const label = z.custom<Label>(isLabel);

const settings = z.strictObject({
  locale: z.enum(['auto', ...LOCALES]),
  pictures: z.enum(PICTURE_MODES),
  pausedHosts: z.array(host),
  otherSites: z.enum(OTHER_SITES),
  // Files from before there were peers, or proofs of forks at relays, say nothing of them.
  peers: z.prefault(z.boolean(), false),
  peerServer: z.prefault(z.string().check(z.maxLength(MAX_PEER_SERVER), z.refine(isPeerServer)), ''),
  askForForks: z.prefault(z.boolean(), false),
  ownRelays: z.prefault(z.array(z.string().check(z.maxLength(MAX_RELAY_ADDRESS))).check(z.maxLength(MAX_RELAYS), z.refine(areRelays)), []),
  // Nor those from before there was a ring.
  ring: z.prefault(z.boolean(), false),
  policy: z.strictObject({
    treatments: z.record(z.enum(CORE_LABELS), treatment),
    foreign: treatment,
    cautions: z.record(z.enum(CORE_LABELS), z.enum(CAUTIONS)),
    alwaysShow: z.array(z.string().check(z.minLength(1), z.maxLength(MAX_ACCOUNT))).check(z.maxLength(MAX_ALWAYS_SHOWN)),
    lists: z.exactOptional(z.record(z.string().check(z.regex(/^[0-9a-f]{64}$/)), z.partialRecord(label, treatment))),
    agreed: z.exactOptional(z.partialRecord(z.enum(CORE_LABELS), treatment)),
  }),
}) satisfies z.ZodMiniType<Settings>;

/** `settings@1`: what an export holds of the reader's choices. A file of a later version is not guessed at. */
export const settingsFileSchema = z.strictObject({
  format: z.literal('witnessmark-settings'),
  version: z.literal(1),
  settings,
});
