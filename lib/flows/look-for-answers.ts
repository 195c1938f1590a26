import type { AnswersLooked, KeptAppeal } from '../core/list-inbox.ts';
import type { OpenAppeal } from '../lists/answer-door.ts';
import type { AppealRepository } from '../store/appeal-repository.ts';
import { fetchAnswer } from './fetch-answer.ts';
import type { FetchNotes } from './fetch-notes.ts';

export interface LookForAnswersPorts extends Pick<FetchNotes, 'access' | 'signal'> {
  readonly appeals: Pick<AppealRepository, 'all' | 'answer'>;
  readonly now: () => number;
  /** Whether the reader asks, now; otherwise appeals that have waited for long are left alone. */
  readonly byReader: boolean;
}

/** Who has not answered within this time is asked on request only: each look tells a relay that somebody waits. */
const WAITED_FOR_MS = 90 * 86_400_000;

/** Asks the relays of every appeal without an answer, one after the other, and keeps what they tell. */
export async function lookForAnswers({ appeals, access, now, byReader, signal }: LookForAnswersPorts): Promise<AnswersLooked> {
  const waiting = (await appeals.all()).flatMap((appeal) => (isWaiting(appeal) && (byReader || now() - appeal.sentAt < WAITED_FOR_MS) ? [appeal] : []));
  let answered = 0;
  let unheard = 0;
  for (const appeal of waiting) {
    const { answer, asked } = await fetchAnswer(appeal, { access, nowMs: now(), signal });
    if (answer !== undefined) {
      await appeals.answer(appeal.id, answer);
      answered += 1;
    } else if (asked.every(({ trouble }) => trouble !== undefined)) unheard += 1;
  }
  return { asked: waiting.length, answered, unheard };
}

function isWaiting(appeal: KeptAppeal): appeal is KeptAppeal & OpenAppeal {
  return appeal.secret !== undefined;
}
