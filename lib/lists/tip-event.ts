import { hexToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';
import { parseJson } from '../core/parse-json.ts';
import type { Result } from '../core/result.ts';
import { canonicalJson } from './canonical-json.ts';
import { EVENT_KINDS, eventId, toNostrEvent, type NostrEvent } from './event.ts';
import { eventSchema, hex, u32 } from './event-schema.ts';
import { MAX_KEYS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeTip, encodeTip, tipBody, type Tip } from './tip.ts';

const tipEvent = eventSchema(EVENT_KINDS.tip, { maxTags: 2 + MAX_KEYS, maxContent: 1024 });

const contentSchema = z.strictObject({
  chain: hex(32),
  exp: u32,
  idx: z.tuple([hex(32), u32]),
  n: u32,
  root: z.tuple([u32, hex(32), u32]),
  seq: u32,
  state: hex(32),
  v: z.literal(1),
});

/** The event by which relays carry a tip (`FLT1`). */
export function tipToEvent(bytes: Uint8Array): Result<NostrEvent, ListError> {
  return attempt(() => {
    const tip = decodeTip(bytes);
    return toNostrEvent(tipBody(tip), tip.by);
  });
}

/**
 * The tip that an event from a relay carries, as `FLT1`. The event is rebuilt from the parts and must be the one that
 * came, field by field; whether its signatures hold is for who verifies the tip.
 */
export function tipFromEvent(event: unknown): Result<Uint8Array, ListError> {
  return attempt(() => {
    const parsed = tipEvent.safeParse(event);
    if (!parsed.success) refuse('malformed', 'It is not an event of a list’s tip.');
    const { tags, content: text, pubkey, created_at: createdAt, sig, id } = parsed.data;
    const content = contentSchema.safeParse(parseJson(text));
    if (!content.success) refuse('malformed', 'The event does not say what a tip says.');
    const { chain, exp, idx, n, root, seq, state } = content.data;
    const [, list = ''] = tags.find(([name]) => name === 'd') ?? [];
    if (!/^[0-9a-f]{64}$/.test(list)) refuse('malformed', 'The event names no list.');
    const cosignatures = tags.flatMap(([name, key = '', at = '', signature = '']) => (name === 'sig' ? [{ pubkey: key, createdAt: Number(at), sig: signature }] : []));
    const tip: Tip = {
      list,
      by: { pubkey, createdAt, sig },
      chain,
      exp,
      index: { sha256: idx[0], bytes: idx[1] },
      n,
      roots: { ver: root[0], sha256: root[1], bytes: root[2] },
      seq,
      state,
      cosignatures: cosignatures.map((each) => (isSignature(each) ? each : refuse('malformed', 'A co-signature of the event is none.'))),
    };
    const body = tipBody(tip);
    if (body.content !== text || canonicalJson(body.tags) !== canonicalJson(tags) || eventId(body, tip.by) !== id) refuse('not-canonical', 'The event has another writing than that of its tip.');
    const bytes = encodeTip(tip);
    decodeTip(bytes);
    return bytes;
  });
}

function isSignature({ pubkey, createdAt, sig }: Tip['by']): boolean {
  return /^[0-9a-f]{64}$/.test(pubkey) && /^[0-9a-f]{128}$/.test(sig) && Number.isInteger(createdAt) && createdAt >= 0 && createdAt <= 0xffff_ffff && hexToBytes(sig).length === 64;
}
