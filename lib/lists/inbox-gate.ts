import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';
import { parseJson } from '../core/parse-json.ts';
import type { InboxNote } from '../core/inbox-note.ts';
import { err, ok, type Result } from '../core/result.ts';
import { hex, u32 } from './event-schema.ts';
import { EVENT_KINDS, eventId, eventText, verifyEvent, type EventBody, type EventSignature } from './event.ts';
import { decodeInboxNote } from './inbox-note.ts';
import { workOf } from './inbox-work.ts';
import { CLOCK_SKEW_S, DAY_S, MAX_WRAP_BYTES } from './limits.ts';
import type { DecryptError, NoteReader } from './note-key.ts';

/** What may be done within a day of UTC for whoever sends to an inbox. A note takes two signatures and two decryptions. */
export interface InboxBudget {
  /** Events that claim the work that is asked: for each one hash of 8 KiB at most. What does not even claim it costs nothing. */
  readonly events: number;
  /** A few milliseconds each, as are decryptions. */
  readonly signatures: number;
  readonly decryptions: number;
}

/** What of a budget was used on a day, counted from 1970. */
export interface InboxSpent extends InboxBudget {
  readonly day: number;
}

/** Two thousand notes: under a minute of work. */
export const INBOX_BUDGET: InboxBudget = { events: 20_000, signatures: 4000, decryptions: 4000 };

/** Why an event was not taken, in the order in which it is looked at. */
export const INBOX_REFUSALS = [
  'over-budget',
  /** More than 8 KiB. */
  'too-large',
  /** No event of a wrap to this key; in a wrap: no seal, no rumor, no note. */
  'malformed',
  'wrong-time',
  'too-little-work',
  /** Its id is not that of its content. */
  'wrong-id',
  /** Refused before. */
  'known',
  'duplicate',
  'bad-signature',
  'undecipherable',
  /** To the inbox of another list that has the same key. */
  'other-list',
  /** A note of a sort that is not expected here, or by another sender. */
  'unexpected',
] as const;
export type InboxRefusal = (typeof INBOX_REFUSALS)[number];

/** Whose notes are read, and what is asked of them. */
export interface InboxDoor {
  /** That of the reader. */
  readonly key: NoteReader;
  readonly list: string;
  readonly bits: number;
  readonly accepts: readonly InboxNote['type'][];
  /** Whom notes are taken from; anybody when absent. */
  readonly from?: string;
}

export interface GateOptions {
  readonly nowMs: number;
  /** What is dated earlier is left aside. Wraps are dated up to two days before they are sent. */
  readonly sinceMs: number;
  readonly budget: InboxBudget;
  /** What was used before; counts on its own day only. */
  readonly spent?: InboxSpent | undefined;
  /** Ids that were refused before: they cost nothing more. */
  readonly known?: ReadonlySet<string> | undefined;
  /** Ids that were doubted before: they come after what was never looked at. */
  readonly doubted?: ReadonlySet<string> | undefined;
  /** Ids that were opened before: they come last. */
  readonly opened?: ReadonlySet<string> | undefined;
  /** Called before each is opened, with its place, from 1, among as many. */
  readonly onProgress?: ((place: number, of: number) => void) | undefined;
  /** Whether this note was all that was looked for: then no more are opened. */
  readonly isEnough?: ((note: ReceivedNote) => boolean) | undefined;
}

/** A note that came through. All of it is a stranger's. */
export interface ReceivedNote {
  /** Of the note; an answer names it. */
  readonly id: string;
  /** The key that sealed it, 64 hex digits: an answer goes to it. */
  readonly from: string;
  /** As its sender says. */
  readonly sentAtMs: number;
  /** Leading zero bits of its wrap. */
  readonly work: number;
  readonly note: InboxNote;
}

export interface InboxReading {
  /** The most work first. */
  readonly notes: readonly ReceivedNote[];
  readonly refused: Readonly<Record<InboxRefusal, number>>;
  /** Ids that need not be looked at again: each is the hash of what was refused. */
  readonly refusedIds: readonly string[];
  /** Ids of what was not taken on the word of a remote signer, now or before: only their place in the row may suffer. */
  readonly doubtedIds: readonly string[];
  /** Ids of what was opened, now or before. */
  readonly openedIds: readonly string[];
  readonly spent: InboxSpent;
  /** Why opening ended early, and at which place of how many: the signer of the key does not answer. */
  readonly stopped?: { readonly reason: string; readonly place: number; readonly of: number };
  /** Why the signer of the key decrypted nothing of what it was asked to, in its words: not yet made safe to be shown. */
  readonly denied?: string;
}

const base64 = z.string().check(z.maxLength(MAX_WRAP_BYTES), z.regex(/^[A-Za-z0-9+/]+={0,2}$/));

const head = { id: hex(32), pubkey: hex(32), created_at: u32 };
/** Seals and rumors carry no tags. */
const bare = { ...head, tags: z.tuple([]) };

const wrapSchema = z.object({
  ...head,
  kind: z.literal(EVENT_KINDS.wrap),
  tags: z.union([
    z.tuple([z.tuple([z.literal('p'), hex(32)])]),
    z.tuple([z.tuple([z.literal('p'), hex(32)]), z.tuple([z.literal('nonce'), z.string().check(z.regex(/^\d{1,20}$/)), z.string().check(z.regex(/^\d{1,3}$/))])]),
  ]),
  content: base64,
  sig: hex(64),
});

const sealSchema = z.strictObject({ ...bare, kind: z.literal(EVENT_KINDS.seal), content: base64, sig: hex(64) });

const rumorSchema = z.strictObject({ ...bare, kind: z.literal(EVENT_KINDS.note), content: z.string().check(z.maxLength(MAX_WRAP_BYTES)) });

interface Wrap {
  readonly id: string;
  readonly body: EventBody;
  readonly by: EventSignature;
}

/**
 * Takes from what relays tell the notes that are for this door, at a bounded price: size, date and claimed work cost
 * nothing, then comes one hash, and only what has done the work is verified, decrypted and read, the most work first.
 * So junk without work cannot use up what is for others, junk with it has to outbid them, and who sends is not looked at.
 * What was opened before comes after what was not. Whatever comes in, it throws nothing.
 *
 * A signer who refuses to decrypt may do so for the text or for want of leave. So nothing is refused for good on its word;
 * but it is asked again after all that it was never asked for, so that junk is paid for once from what others need.
 */
export async function readInbox(events: Iterable<unknown>, door: InboxDoor, options: GateOptions): Promise<InboxReading> {
  const day = Math.floor(options.nowMs / (DAY_S * 1000));
  const spent = { day, events: 0, signatures: 0, decryptions: 0, ...(options.spent?.day === day ? options.spent : {}) };
  const refused = Object.fromEntries(INBOX_REFUSALS.map((why) => [why, 0])) as Record<InboxRefusal, number>;
  const refusedIds: string[] = [];
  const wraps = new Map<string, Wrap>();

  /** Whether one more may be done; counts it. */
  const may = (what: keyof InboxBudget): boolean => {
    if (spent[what] >= options.budget[what]) return false;
    spent[what] += 1;
    return true;
  };

  for (const event of events) {
    const found = sift(event, door, options, may);
    if (typeof found === 'string') refused[found] += 1;
    else if (wraps.has(found.id)) refused.duplicate += 1;
    else wraps.set(found.id, found);
  }
  const notes = new Map<string, ReceivedNote>();
  const doubtedIds = new Set(options.doubted);
  const openedIds = new Set(options.opened);
  let stopped: InboxReading['stopped'];
  let denied: string | undefined;
  let hasDecrypted = false;

  const decrypt: Decrypt = async (payload, from) => {
    if (!may('decryptions')) return err('over-budget');
    const text = await door.key.decrypt(payload, from);
    hasDecrypted ||= text.ok;
    if (!text.ok) return text.error.tag === 'undecipherable' ? err(text.error.tag) : text;
    // A signer may say anything; what fits into a wrap is shorter.
    return text.value.length > MAX_WRAP_BYTES ? err('too-large') : text;
  };

  const turnOf = ({ id }: Wrap): number => (openedIds.has(id) ? 2 : doubtedIds.has(id) ? 1 : 0);
  // The lowest ids have the most zeros, and among equals nobody chose theirs.
  const row = [...wraps.values()].toSorted((a, b) => turnOf(a) - turnOf(b) || (a.id < b.id ? -1 : 1));
  for (const [i, wrap] of row.entries()) {
    options.onProgress?.(i + 1, row.length);
    const decryptions = spent.decryptions;
    const opened = await open(wrap, door, may, decrypt);
    if (opened.ok) {
      doubtedIds.delete(wrap.id);
      openedIds.add(wrap.id);
      if (notes.has(opened.value.id)) refused.duplicate += 1;
      else notes.set(opened.value.id, opened.value);
      if (options.isEnough?.(opened.value) === true) break;
      continue;
    }
    const { error } = opened;
    if (typeof error === 'object') {
      if (error.tag !== 'refused') {
        // Some signers say nothing to what they cannot decrypt: one such text shall not stop every reading at its place.
        if (error.tag === 'silent') doubtedIds.add(wrap.id);
        stopped = { reason: error.message, place: i + 1, of: row.length };
        break;
      }
      denied ??= error.message;
    }
    const why = typeof error === 'object' ? 'undecipherable' : error;
    refused[why] += 1;
    if (why === 'over-budget') continue;
    if (door.key.isRemote && spent.decryptions > decryptions && error !== 'undecipherable') doubtedIds.add(wrap.id);
    else {
      doubtedIds.delete(wrap.id);
      refusedIds.push(wrap.id);
    }
  }
  return {
    notes: [...notes.values()].toSorted((a, b) => b.work - a.work),
    refused,
    refusedIds,
    doubtedIds: [...doubtedIds],
    openedIds: [...openedIds],
    spent,
    ...(stopped && { stopped }),
    ...(denied !== undefined && !hasDecrypted && { denied }),
  };
}

/** All that costs no more than a hash. */
function sift(event: unknown, { key, bits }: InboxDoor, { nowMs, sinceMs, known }: GateOptions, may: (what: 'events') => boolean): Wrap | InboxRefusal {
  if (typeof event !== 'object' || event === null) return 'malformed';
  const { content } = event as { readonly content?: unknown };
  if (typeof content === 'string' && content.length > MAX_WRAP_BYTES) return 'too-large';
  const parsed = wrapSchema.safeParse(event);
  if (!parsed.success) return 'malformed';
  const { id, pubkey, created_at: createdAt, kind, tags, sig } = parsed.data;
  const [[, to], nonce] = tags;
  if (to !== key.pubkey) return 'malformed';
  if (createdAt * 1000 < sinceMs || createdAt > nowMs / 1000 + CLOCK_SKEW_S) return 'wrong-time';
  // Also the bits that were aimed at: else who sends much in the hope of luck does less work than asked.
  if (bits > 0 && (Number(nonce?.[2] ?? 0) < bits || workOf(id) < bits)) return 'too-little-work';
  if (known?.has(id) === true) return 'known';
  if (!may('events')) return 'over-budget';
  const body: EventBody = { kind, tags, content: parsed.data.content };
  const by = { pubkey, createdAt, sig };
  if (utf8ToBytes(eventText(body, by)).length > MAX_WRAP_BYTES) return 'too-large';
  return eventId(body, by) === id ? { id, body, by } : 'wrong-id';
}

/** Decrypts within the budget, and nothing that is too long for what it was in. */
type Decrypt = (payload: string, from: string) => Promise<Result<string, InboxRefusal | DecryptError>>;

async function open(wrap: Wrap, { list, accepts, from }: InboxDoor, may: (what: 'signatures') => boolean, decrypt: Decrypt): Promise<Result<ReceivedNote, InboxRefusal | DecryptError>> {
  if (!may('signatures')) return err('over-budget');
  if (!isSigned(wrap.body, wrap.by)) return err('bad-signature');
  const outer = await decrypt(wrap.body.content, wrap.by.pubkey);
  if (!outer.ok) return outer;
  const seal = sealSchema.safeParse(parseJson(outer.value));
  if (!seal.success) return err('malformed');
  const { id: sealId, pubkey, created_at: sealedAt, sig, ...sealed } = seal.data;
  if (from !== undefined && pubkey !== from) return err('unexpected');
  const sealedBy = { pubkey, createdAt: sealedAt, sig };
  if (eventId(sealed, sealedBy) !== sealId) return err('wrong-id');
  if (!may('signatures')) return err('over-budget');
  if (!isSigned(sealed, sealedBy)) return err('bad-signature');
  const inner = await decrypt(sealed.content, pubkey);
  if (!inner.ok) return inner;
  const rumor = rumorSchema.safeParse(parseJson(inner.value));
  // A rumor bears no signature: it is by who sealed it or by nobody.
  if (!rumor.success || rumor.data.pubkey !== pubkey) return err('malformed');
  const { id, created_at: sentAt, kind, tags, content } = rumor.data;
  if (eventId({ kind, tags, content }, { pubkey, createdAt: sentAt }) !== id) return err('wrong-id');
  const note = decodeInboxNote(content);
  if (!note.ok) return err('malformed');
  if (note.value.list !== list) return err('other-list');
  if (!accepts.includes(note.value.type)) return err('unexpected');
  return ok({ id, from: pubkey, sentAtMs: sentAt * 1000, work: workOf(wrap.id), note: note.value });
}

function isSigned(body: EventBody, by: EventSignature): boolean {
  try {
    return verifyEvent(body, by);
  } catch {
    // The key is no point of the curve.
    return false;
  }
}
