import type { QuietNote } from '../../lib/core/quiet-note.ts';
import type { PostAnswer } from '../../lib/core/report.ts';
import { MAX_BATCH } from '../../lib/messages/contract.ts';
import type { FoundPost } from '../../lib/sites/watch-page.ts';
import type { PageRecord } from './page-record.ts';
import { waitFor } from './wait-for.ts';
import { whenShown } from './when-shown.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

export interface PostQueue {
  add(found: readonly FoundPost[]): void;
  drop(elements: readonly Element[]): void;
  /** While held nothing is sent: the site's layout changed and what was read may be wrong. */
  hold(held: boolean): void;
}

const TRY_LATER_MS = 30_000;
const NOTHING: PostAnswer = { judged: [] };

/** Sends posts in batches, one batch at a time, in the order the page shows them. */
export function createPostQueue(options: {
  readonly record: PageRecord;
  readonly onJudged: (found: FoundPost, answer: PostAnswer) => void;
  /** More is to be said of these, by their ids in the record, than was: they are to be added again. */
  readonly onAgain: (ids: readonly string[]) => void;
  readonly signal: AbortSignal;
}): PostQueue {
  const { record, onJudged, onAgain, signal } = options;
  /** To be sent, in this order, but for those that are gone or were read again by then. */
  const waiting: FoundPost[] = [];
  /** The newest reading of each element of which no answer has come: nothing is kept of posts that were judged. */
  const unanswered = new Map<Element, FoundPost>();
  let held = false;
  let running = false;

  async function drain(): Promise<void> {
    if (running) return;
    running = true;
    record.began();
    try {
      while (waiting.length > 0 && !held && !signal.aborted) {
        if (document.hidden) {
          await whenShown(signal);
          continue;
        }
        const batch = waiting.splice(0, MAX_BATCH).filter(counts);
        if (batch.length === 0) continue;
        const answer = await sendPatiently('judge-posts', { posts: batch.map(({ post, hasMedia }) => (hasMedia() ? { ...post, withMedia: true } : post)) }, signal);
        if (signal.aborted) break;
        if (!answer.ok) {
          if (answer.error.tag === 'failed') void tryLater(batch);
          else for (const found of batch) settle(found);
          continue;
        }
        for (const found of batch) {
          if (settle(found)) tell(found, answer.value.answers[found.post.ref] ?? NOTHING);
        }
        onAgain(answer.value.again);
      }
    } finally {
      record.ended();
      running = false;
    }
  }

  /** False for one that is gone, or was read again since: what it said before no longer counts. */
  function counts(found: FoundPost): boolean {
    return unanswered.get(found.element) === found;
  }

  function settle(found: FoundPost): boolean {
    return counts(found) && unanswered.delete(found.element);
  }

  function tell(found: FoundPost, answer: PostAnswer | QuietNote): void {
    const isQuiet = typeof answer === 'string';
    if (isQuiet) record.addQuiet(answer, found.post.permalink ?? location.href, found.element);
    else record.add(answer.judged, found.element);
    onJudged(found, isQuiet ? NOTHING : answer);
  }

  /** The background could not judge them now; they are asked about again unless they are gone by then. */
  async function tryLater(batch: readonly FoundPost[]): Promise<void> {
    record.began();
    await waitFor(TRY_LATER_MS, signal);
    record.ended();
    if (signal.aborted) return;
    waiting.push(...batch.filter(counts));
    void drain();
  }

  return {
    add(found) {
      for (const each of found) {
        unanswered.set(each.element, each);
        waiting.push(each);
      }
      void drain();
    },
    drop(elements) {
      for (const element of elements) unanswered.delete(element);
    },
    hold(next) {
      held = next;
      if (!held && waiting.length > 0) void drain();
    },
  };
}
