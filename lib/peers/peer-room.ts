import type { Event } from 'nostr-tools/pure';
import { isRecord } from '../core/is-record.ts';
import type { PeerChannel } from './peer-channel.ts';
import { createPeerConnection, type Connection, type PeerConnection } from './peer-connection.ts';
import { roomOf } from './room-name.ts';
import { createRoomVoice, type HeardSignal } from './room-signal.ts';
import type { Signalling, SignallingPorts } from './signal-relays.ts';

export interface PeerRoomPorts {
  readonly signalling: (ports: SignallingPorts) => Signalling;
  /** A fresh connection of the browser's, with the servers that it may ask. */
  readonly connect: () => Connection;
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Somebody came in: `id` names them for as long as they stay. */
  readonly onMember: (id: string, channel: PeerChannel) => void;
}

/** The readers of one list who want to be found, as far as there is room. */
export interface PeerRoom {
  /** Not to be let in again. */
  refuse(id: string): void;
  leave(): void;
}

/** Connections at once, those that are coming about among them. */
export const MAX_MEMBERS = 8;
/**
 * Who has as many as there may be stops listening for others, and begins again below this. So a relay tells of who comes
 * to the few that seek, however many are in the room.
 */
export const SEEKS_BELOW = 4;
/** Who makes keys without end gets no further: connections are tried so often within an hour, and no more. */
const TRIES_AN_HOUR = 60;
const HOUR_MS = 3_600_000;
/** What is heard beyond that within a minute is not looked at. */
const HEARD_A_MINUTE = 120;
const MINUTE_MS = 60_000;
/** Events that are remembered, so that each is heard once. */
const REMEMBERED = 256;
/** How often a member says that it is here, as long as there is room: at no telling moment. */
const HERE_EVERY_MS = 60_000;
const HERE_JITTER_MS = 60_000;

/** Comes into the room of a list and stays until it is left. Of two members the one with the lower key calls the other. */
export function joinRoom(list: string, { signalling, connect, now, random, onMember }: PeerRoomPorts): PeerRoom {
  const voice = createRoomVoice(roomOf(list));
  const members = new Map<string, PeerConnection>();
  const refused = new Set<string>();
  const mayTry = atMost(TRIES_AN_HOUR, HOUR_MS, now);
  const mayHear = atMost(HEARD_A_MINUTE, MINUTE_MS, now);
  /** Ids of events that were heard lately: each relay of a list tells the same. */
  const known = new Set<string>();
  let speaking: ReturnType<typeof setTimeout> | undefined;
  let isLeft = false;
  let isSeeking = true;
  // Relays may answer before this function has.
  const relays = signalling({ filters: [voice.filters.all, voice.filters.mine], now, onReached: sayHere, onEvent: listen });

  function say(event: Event): void {
    if (!isLeft) relays.send(event);
  }

  function sayHere(): void {
    clearTimeout(speaking);
    if (isLeft) return;
    speaking = setTimeout(sayHere, HERE_EVERY_MS + HERE_JITTER_MS * random());
    // A relay that was reached at once calls before it can be spoken to.
    queueMicrotask(() => {
      if (isSeeking) say(voice.say({ kind: 'here' }, undefined, now()));
    });
  }

  /** After somebody came or went. */
  function seek(): void {
    const isToSeek = members.size < (isSeeking ? MAX_MEMBERS : SEEKS_BELOW);
    if (isLeft || isToSeek === isSeeking) return;
    isSeeking = isToSeek;
    relays.listen(isSeeking ? [voice.filters.all, voice.filters.mine] : [voice.filters.mine]);
    if (isSeeking) sayHere();
  }

  function listen(event: unknown): void {
    const isKnown = isRecord(event) && known.has(event['id'] as string);
    const heard = isKnown || !mayHear() ? undefined : voice.hear(event, now());
    if (heard === undefined) return;
    // Only now: who forges an event under the id of another must not have that one passed over.
    known.add(heard.id);
    if (known.size > REMEMBERED) known.delete(known.values().next().value!);
    hear(heard);
  }

  function hear({ from, isForAll, signal }: HeardSignal): void {
    if (isLeft || refused.has(from)) return;
    const calls = voice.me < from;
    if (signal.kind === 'here') {
      if (members.has(from) || members.size >= MAX_MEMBERS) return;
      if (calls) void call(from);
      else if (isForAll) say(voice.say({ kind: 'here' }, from, now()));
    } else if (signal.kind === 'offer') {
      if (!calls && !members.has(from)) void answer(from, signal.sdp);
    } else if (calls) {
      void members.get(from)?.accept(signal.sdp).catch(() => drop(from));
    }
  }

  function open(id: string): PeerConnection | undefined {
    if (members.size >= MAX_MEMBERS || !mayTry()) return undefined;
    const connection = createPeerConnection({
      connect,
      onOpen: (channel) => onMember(id, channel),
      onGone() {
        members.delete(id);
        seek();
      },
    });
    members.set(id, connection);
    seek();
    return connection;
  }

  async function call(id: string): Promise<void> {
    await describe(id, 'offer', (connection) => connection.offer());
  }
  async function answer(id: string, sdp: string): Promise<void> {
    await describe(id, 'answer', (connection) => connection.answer(sdp));
  }
  async function describe(id: string, kind: 'offer' | 'answer', words: (connection: PeerConnection) => Promise<string>): Promise<void> {
    try {
      const connection = open(id);
      if (connection === undefined) return;
      say(voice.say({ kind, sdp: await words(connection) }, id, now()));
    } catch {
      // What it sent is no description that this browser takes, or the browser makes no more connections.
      drop(id);
    }
  }

  function drop(id: string): void {
    const connection = members.get(id);
    members.delete(id);
    connection?.close();
    seek();
  }

  return {
    refuse(id) {
      refused.add(id);
      drop(id);
    },
    leave() {
      isLeft = true;
      clearTimeout(speaking);
      for (const id of members.keys()) drop(id);
      relays.close();
    },
  };
}

/** Whether something may be done once more within a span of time. */
function atMost(times: number, withinMs: number, now: () => number): () => boolean {
  let begun = now();
  let done = 0;
  return () => {
    if (now() - begun >= withinMs) [begun, done] = [now(), 0];
    done += 1;
    return done <= times;
  };
}
