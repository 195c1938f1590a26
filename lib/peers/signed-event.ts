import { verifyEvent, type Event } from 'nostr-tools/pure';
import { isRecord } from '../core/is-record.ts';

/** Whether what a relay sent has the form of an event; of its id and signature nothing is known yet. */
export function isEvent(value: unknown): value is Event {
  if (!isRecord(value)) return false;
  const { kind, pubkey, content, created_at: createdAt, tags } = value;
  return typeof kind === 'number' && typeof pubkey === 'string' && typeof content === 'string' && typeof createdAt === 'number' && Array.isArray(tags) && tags.every((tag) => Array.isArray(tag));
}

/** The seven fields and nothing else: nostr-tools (2.25) keeps its verdict on an object, also on a copy with other fields. */
export function isSigned({ id, pubkey, created_at, kind, tags, content, sig }: Event): boolean {
  return verifyEvent({ id, pubkey, created_at, kind, tags, content, sig });
}
