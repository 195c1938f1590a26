import type { Answer } from '../core/inbox-note.ts';
import { publicKey } from '../lists/event.ts';
import type { InboxBudget, ReceivedNote } from '../lists/inbox-gate.ts';
import { fetchNotes, type FetchNotes } from './fetch-notes.ts';
import type { Delivery } from './send-note.ts';

/** An appeal that waits for its answer. */
export interface OpenAppeal {
  readonly id: string;
  readonly list: string;
  /** The key it was sealed with. */
  readonly secret: Uint8Array;
  /** As the list's root named it when it was sent. */
  readonly inbox: { readonly key: string; readonly pow: number; readonly relays: readonly string[] };
  readonly sentAtMs: number;
}

export interface LookedForAnswer {
  /** The latest, where there are several. */
  readonly answer?: ReceivedNote & { readonly note: Answer };
  readonly asked: readonly Delivery[];
}

/** Nobody but the list writes to the key of an appeal, and relays see it only once an answer is there: a second of work. */
const ANSWER_BUDGET: InboxBudget = { events: 2000, signatures: 100, decryptions: 100 };

/** Asks the relays of an inbox for the answer to an appeal; nothing else that is sealed for its key is taken. */
export async function fetchAnswer({ id, list, secret, inbox, sentAtMs }: OpenAppeal, ports: Pick<FetchNotes, 'access' | 'nowMs' | 'signal'>): Promise<LookedForAnswer> {
  const door = { key: publicKey(secret), secret, list, bits: inbox.pow, accepts: ['answer'], from: inbox.key } as const;
  const { notes, asked } = await fetchNotes(door, { ...ports, relays: inbox.relays, sentSinceMs: sentAtMs, budget: ANSWER_BUDGET });
  const answers = notes.filter((each): each is ReceivedNote & { readonly note: Answer } => each.note.type === 'answer' && each.note.to === id);
  const answer = answers.toSorted((a, b) => b.sentAtMs - a.sentAtMs)[0];
  return answer === undefined ? { asked } : { answer, asked };
}
