import type { AppealAnswer, Delivery } from '../core/list-inbox.ts';
import { answerDoor, type OpenAppeal } from '../lists/answer-door.ts';
import type { InboxBudget } from '../lists/inbox-gate.ts';
import { noteCipher } from '../peers/note-cipher.ts';
import { fetchNotes, type FetchNotes } from './fetch-notes.ts';

export interface LookedForAnswer {
  /** The latest, where there are several. */
  readonly answer?: AppealAnswer;
  readonly asked: readonly Delivery[];
}

/** Nobody but the list writes to the key of an appeal, and relays see it only once an answer is there: a second of work. */
const ANSWER_BUDGET: InboxBudget = { events: 2000, signatures: 100, decryptions: 100 };

/** Asks the relays of an inbox for the answer to an appeal; nothing else that is sealed for its key is taken. */
export async function fetchAnswer(appeal: OpenAppeal, ports: Pick<FetchNotes, 'access' | 'nowMs' | 'signal'>): Promise<LookedForAnswer> {
  const { id, inbox, sentAt } = appeal;
  const { notes, asked } = await fetchNotes(answerDoor(appeal, noteCipher), { ...ports, relays: inbox.relays, sentSinceMs: sentAt, budget: ANSWER_BUDGET });
  const answers = notes.flatMap(({ note, sentAtMs: at }) => (note.type === 'answer' && note.to === id ? [{ outcome: note.outcome, reason: note.reason, at }] : []));
  const answer = answers.toSorted((a, b) => b.at - a.at)[0];
  return answer === undefined ? { asked } : { answer, asked };
}
