/** Before this nobody posted on any of these sites: 1 January 2006. */
const FIRST_MS = Date.UTC(2006, 0);
/** Clocks differ by so much. */
const AHEAD_MS = 5 * 60_000;

/** When X began to number posts by time, milliseconds since the epoch. */
const X_EPOCH_MS = 1_288_834_974_657n;
/** The alphabet of Bluesky's record keys, in which text order is number order. */
const SORTABLE_BASE32 = '234567abcdefghijklmnopqrstuvwxyz';

/**
 * When a post was made, as its id tells on X (snowflake), Mastodon (snowflake of its server) and Bluesky (TID); milliseconds
 * since the epoch. Takes the canonical form of a post. Undefined where the id tells none, or one that cannot be.
 * On Bluesky an author chooses it freely.
 */
export function postTime(canonical: string, nowMs: number): number | undefined {
  const [, x, fedi, tid] = /^(?:x:(\d{15,20})|fedi:[^/]+\/(\d{15,20})|bsky:[^/]+\/([2-7a-j][2-7a-z]{12}))$/.exec(canonical) ?? [];
  const ms =
    x !== undefined ? (BigInt(x) >> 22n) + X_EPOCH_MS
    : fedi !== undefined ? BigInt(fedi) >> 16n
    : tid !== undefined ? readTid(tid)
    : undefined;
  return ms !== undefined && ms >= FIRST_MS && ms <= nowMs + AHEAD_MS ? Math.min(Number(ms), nowMs) : undefined;
}

/** 53 bits of microseconds and 10 of a clock’s name, 5 a character. */
function readTid(tid: string): bigint {
  let value = 0n;
  for (const char of tid) value = value * 32n + BigInt(SORTABLE_BASE32.indexOf(char));
  return (value >> 10n) / 1000n;
}
