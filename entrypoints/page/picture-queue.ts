import type { Judged } from '../../lib/core/report.ts';
import type { FoundPicture } from '../../lib/sites/watch-page.ts';
import type { PageRecord } from './page-record.ts';
import { digestInPage } from './digest-in-page.ts';
import { whenShown } from './when-shown.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

export interface PictureQueue {
  add(found: readonly FoundPicture[]): void;
  drop(elements: readonly Element[]): void;
  /** Judges what is shown from this address now, by the reader's wish. */
  ask(url: string): void;
}

/** Pictures judged at once: enough that fetching one overlaps measuring another. */
const AT_ONCE = 4;
/** Pictures this far outside the view are judged before they are scrolled to. */
const AHEAD = '800px';

/** Judges pictures as they come near the view, so that a long page costs what is read of it. */
export function createPictureQueue(options: {
  readonly record: PageRecord;
  readonly onJudged: (found: FoundPicture, judged: readonly Judged[], asked: boolean) => void;
  readonly signal: AbortSignal;
}): PictureQueue {
  const { record, onJudged, signal } = options;
  const found = new Map<Element, FoundPicture>();
  const ready: FoundPicture[] = [];
  let running = 0;

  const nearView = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const picture = found.get(target);
        if (!isIntersecting || picture === undefined) continue;
        nearView.unobserve(target);
        ready.push(picture);
      }
      startMore();
    },
    { rootMargin: AHEAD },
  );
  signal.addEventListener('abort', () => nearView.disconnect());

  function startMore(): void {
    while (running < AT_ONCE && !signal.aborted) {
      const next = ready.shift();
      if (next === undefined) return;
      if (found.get(next.element) === next) void judge(next, false);
    }
  }

  async function judge(next: FoundPicture, asked: boolean): Promise<void> {
    running++;
    record.began();
    await whenShown(signal);
    const picture = await digestInPage(next.picture);
    const answer = await sendPatiently('judge-picture', { picture, asked }, signal);
    record.ended();
    running--;
    // Recycled elements show another picture by now: only the newest reading counts.
    if (answer.ok && !signal.aborted && found.get(next.element) === next) {
      record.add(answer.value.judged, next.element);
      onJudged(next, answer.value.judged, asked);
    }
    startMore();
  }

  return {
    add(pictures) {
      for (const picture of pictures) {
        found.set(picture.element, picture);
        nearView.unobserve(picture.element);
        nearView.observe(picture.element);
      }
    },
    drop(elements) {
      for (const element of elements) {
        found.delete(element);
        nearView.unobserve(element);
      }
    },
    ask(url) {
      // Pictures too small to be watched are judged all the same when asked about: their files may be large.
      for (const element of document.images) {
        if (element.currentSrc !== url || found.has(element)) continue;
        const { width, height } = element;
        found.set(element, { element, frame: element, picture: { ref: 'asked', url, width, height } });
      }
      for (const each of found.values()) if (each.picture.url === url) void judge(each, true);
    },
  };
}
