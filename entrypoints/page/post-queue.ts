import type { PostAnswer } from '../../lib/core/report.ts';
import { MAX_BATCH } from '../../lib/messages/contract.ts';
import type { FoundPost } from '../../lib/sites/watch-page.ts';
import type { PageRecord } from './page-record.ts';
import { whenShown } from './when-shown.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

export interface PostQueue {
  add(found: readonly FoundPost[]): void;
  drop(elements: readonly Element[]): void;
  /** While held nothing is sent: the site's layout changed and what was read may be wrong. */
  hold(held: boolean): void;
}

const TRY_LATER_MS = 30_000;

/** Sends posts in batches, one batch at a time, in the order the page shows them. */
export function createPostQueue(options: {
  readonly record: PageRecord;
  readonly onJudged: (found: FoundPost, answer: PostAnswer) => void;
  readonly signal: AbortSignal;
}): PostQueue {
  const { record, onJudged, signal } = options;
  const waiting = new Map<Element, FoundPost>();
  /** The newest reading of each element that is still on the page. */
  const current = new Map<Element, FoundPost>();
  let held = false;
  let running = false;

  async function drain(): Promise<void> {
    if (running) return;
    running = true;
    record.began();
    while (waiting.size > 0 && !held && !signal.aborted) {
      if (document.hidden) {
        await whenShown(document, signal);
        continue;
      }
      const batch = [...waiting.values()].slice(0, MAX_BATCH);
      for (const { element } of batch) waiting.delete(element);
      const answer = await sendPatiently('judge-posts', { posts: batch.map(({ post }) => post) }, signal);
      if (signal.aborted) break;
      if (!answer.ok) {
        if (answer.error.tag === 'failed') tryLater(batch);
        continue;
      }
      for (const found of batch) {
        // Gone, or read again since: what it said before no longer counts.
        if (current.get(found.element) !== found) continue;
        const said = answer.value.answers[found.post.ref] ?? { judged: [] };
        record.add(said.judged, found.element);
        onJudged(found, said);
      }
    }
    record.ended();
    running = false;
  }

  /** The background could not judge them now; they are asked about again unless they are gone by then. */
  function tryLater(batch: readonly FoundPost[]): void {
    setTimeout(() => {
      if (signal.aborted) return;
      for (const found of batch) if (current.get(found.element) === found) waiting.set(found.element, found);
      void drain();
    }, TRY_LATER_MS);
  }

  return {
    add(found) {
      for (const each of found) {
        current.set(each.element, each);
        waiting.set(each.element, each);
      }
      void drain();
    },
    drop(elements) {
      for (const element of elements) {
        current.delete(element);
        waiting.delete(element);
      }
    },
    hold(next) {
      held = next;
      if (!held && waiting.size > 0) void drain();
    },
  };
}
