import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import type { Filter } from 'nostr-tools/filter';
import { isRecord } from '../core/is-record.ts';
import { ok, type Result } from '../core/result.ts';
import { eachEvent, LIED, speakWithRelay, type RelayAccess } from './relay-conversation.ts';
import type { SourceError } from './source.ts';

/** Kind of the events in which notes are wrapped (NIP-59). */
const WRAP_KIND = 1059;
/** Asked for at a time: what most relays give. */
const PAGE = 500;

export interface WrapsAsked extends RelayAccess {
  /** Whom the wraps are for, 64 hex digits. */
  readonly key: string;
  /** Seconds since the epoch: what is dated earlier is not asked for. */
  readonly since: number;
  /** Events that are taken from this relay, and the characters of their content. */
  readonly most: number;
  readonly mostCharacters: number;
  /** Content that is longer is counted and not kept. */
  readonly longest: number;
}

export interface WrapsTold {
  /** As they came; nothing in them is believed. */
  readonly events: readonly unknown[];
  readonly tooLarge: number;
  /** Why these may not be all. */
  readonly trouble?: SourceError;
}

/**
 * What a relay has for a key, the newest first, page by page until there is no more or enough. What came before it failed is
 * told as well. Rejects only when `signal` aborts.
 */
export async function fetchWraps(address: string, asked: WrapsAsked, signal: AbortSignal): Promise<WrapsTold> {
  const haul: Haul = { events: [], ids: new Set(), characters: 0, tooLarge: 0 };
  const told = await speakWithRelay(address, asked, signal, (relay, over) => readPages(relay, asked, haul, over));
  return { events: haul.events, tooLarge: haul.tooLarge, ...(told.ok ? {} : { trouble: told.error }) };
}

interface Event {
  readonly id: string;
  readonly created_at: number;
  readonly content: string;
}

/** What one relay told so far. */
interface Haul {
  readonly events: Event[];
  readonly ids: Set<string>;
  characters: number;
  tooLarge: number;
}

async function readPages(relay: AbstractRelay, { key, since, most, mostCharacters, longest }: WrapsAsked, haul: Haul, over: AbortSignal): Promise<Result<undefined, SourceError>> {
  /** Whether there is room for more. */
  const take = (event: Event): boolean => {
    if (haul.ids.has(event.id)) return true;
    haul.ids.add(event.id);
    haul.characters += event.content.length;
    if (event.content.length > longest) haul.tooLarge += 1;
    else haul.events.push(event);
    return haul.ids.size < most && haul.characters < mostCharacters;
  };
  let until: number | undefined;
  for (;;) {
    const before = haul.ids.size;
    const page = await readPage(relay, { kinds: [WRAP_KIND], '#p': [key], since, limit: PAGE, ...(until === undefined ? {} : { until }) }, take, over);
    if (!page.ok) return page;
    const { events, oldest } = page.value;
    if (events === 0) return ok(undefined);
    // A page of one second and nothing new: what else there is of that second cannot be asked for.
    until = haul.ids.size === before ? oldest - 1 : oldest;
    if (until < since) return ok(undefined);
  }
}

interface Page {
  readonly events: number;
  /** Seconds since the epoch. */
  readonly oldest: number;
}

async function readPage(relay: AbstractRelay, filter: Filter, take: (event: Event) => boolean, over: AbortSignal): Promise<Result<Page, SourceError>> {
  let events = 0;
  let oldest = Number.POSITIVE_INFINITY;
  const count = (event: unknown): SourceError | undefined => {
    if (!isEvent(event)) return LIED;
    events += 1;
    oldest = Math.min(oldest, event.created_at);
    if (!take(event)) return { tag: 'over-budget', message: 'It has more than is taken at once.' };
    return events > PAGE ? { tag: 'over-budget', message: 'It sent more than was asked for.' } : undefined;
  };
  const ended = await eachEvent(relay, [filter], count, over);
  return ended.ok ? ok({ events, oldest }) : ended;
}

/** As far as pages need it; the library checks less. */
function isEvent(value: unknown): value is Event {
  return isRecord(value) && typeof value['id'] === 'string' && Number.isSafeInteger(value['created_at']) && typeof value['content'] === 'string';
}
