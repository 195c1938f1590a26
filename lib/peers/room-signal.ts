import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { finalizeEvent, generateSecretKey, getPublicKey, type Event } from 'nostr-tools/pure';
import { isRecord } from '../core/is-record.ts';
import type { RoomName } from './room-name.ts';
import { isEvent, isSigned } from './signed-event.ts';

/** Kind of the events by which members of a room find each other: relays pass them on and keep none (NIP-01, ephemeral). */
export const SIGNAL_KIND = 29_430;

/** What members of a room say to each other by way of relays. */
export type RoomSignal =
  /** To everyone, or to who said it: I am here. */
  | { readonly kind: 'here' }
  /** To one member: how to reach me, in the words of WebRTC. */
  | { readonly kind: 'offer' | 'answer'; readonly sdp: string };

export interface HeardSignal {
  /** Of its event. */
  readonly id: string;
  /** Whose, 64 hex digits. */
  readonly from: string;
  /** Whether it was meant for everyone. */
  readonly isForAll: boolean;
  readonly signal: RoomSignal;
}

/** A description of one channel for data, with a dozen addresses, takes 2 kB. */
const MAX_SDP = 16_384;
/** The same as it travels: NIP-44 fills up and writes base64. */
const MAX_CONTENT = 32_768;
/** How far a member's clock may be away, seconds. */
const CLOCK_SKEW_S = 600;

/** One stay in one room, under a key made for it: nothing links it to another room, or to the next stay. */
export interface RoomVoice {
  /** Names this member to the others, 64 hex digits. */
  readonly me: string;
  /** Events that are meant for everyone, and for this member. */
  readonly filters: { readonly all: object; readonly mine: object };
  say(signal: RoomSignal, to: string | undefined, nowMs: number): Event;
  /** Undefined where an event is no signal for this member, from whomever. */
  hear(event: unknown, nowMs: number): HeardSignal | undefined;
}

export function createRoomVoice({ topic, password }: RoomName, secret: Uint8Array = generateSecretKey()): RoomVoice {
  const me = getPublicKey(secret);

  /** Both ends of a pair make the same key, and only who knows the list can. */
  function keyWith(other: string): Uint8Array {
    return sha256(concatBytes(utf8ToBytes('flagsync/signal/v1\0'), getConversationKey(secret, other), password));
  }

  function read({ pubkey, content }: Event): RoomSignal | undefined {
    if (content === '') return { kind: 'here' };
    try {
      return asSignal(JSON.parse(decrypt(content, keyWith(pubkey))));
    } catch {
      // Encrypted by who does not know the list, or for somebody else; a key that is no point; no JSON.
      return undefined;
    }
  }

  return {
    me,
    filters: { all: { kinds: [SIGNAL_KIND], '#x': [topic] }, mine: { kinds: [SIGNAL_KIND], '#p': [me] } },
    say(signal, to, nowMs) {
      const content = signal.kind === 'here' ? '' : encrypt(JSON.stringify(signal), keyWith(to!));
      const tags = to === undefined ? [['x', topic]] : [['p', to]];
      return finalizeEvent({ kind: SIGNAL_KIND, tags, content, created_at: Math.floor(nowMs / 1000) }, secret);
    },
    hear(event, nowMs) {
      if (!isEvent(event) || event.kind !== SIGNAL_KIND || event.pubkey === me || event.content.length > MAX_CONTENT) return undefined;
      if (Math.abs(event.created_at - nowMs / 1000) > CLOCK_SKEW_S || event.tags.length !== 1) return undefined;
      const [[name, value]] = event.tags as [string[]];
      const isForAll = name === 'x' && value === topic;
      if (!isForAll && !(name === 'p' && value === me)) return undefined;
      if (!isSigned(event)) return undefined;
      const signal = read(event);
      return signal === undefined || (isForAll && signal.kind !== 'here') ? undefined : { id: event.id, from: event.pubkey, isForAll, signal };
    },
  };
}

function asSignal(value: unknown): RoomSignal | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, sdp } = value;
  return (kind === 'offer' || kind === 'answer') && typeof sdp === 'string' && isDataOnly(sdp) ? { kind, sdp } : undefined;
}

/** Addresses a member may have: a browser tries all that it is told. */
const MAX_CANDIDATES = 24;

/** Whether a description is of one channel for data and nothing else: no sound, no picture, no hundreds of addresses. */
export function isDataOnly(sdp: string): boolean {
  if (sdp.length > MAX_SDP) return false;
  const media = sdp.match(/^m=\S*/gm) ?? [];
  const candidates = sdp.match(/^a=candidate:/gm) ?? [];
  return media.length === 1 && media[0] === 'm=application' && candidates.length <= MAX_CANDIDATES;
}
