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
  /** Those asked about that are not watched: nobody will tell when they are gone. */
  const unwatched = new WeakMap<Element, FoundPicture>();
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
      if (counts(next)) void judge(next, false);
    }
  }

  async function judge(next: FoundPicture, asked: boolean): Promise<void> {
    running++;
    record.began();
    try {
      await whenShown(signal);
      if (!counts(next)) return;
      const picture = await digestInPage(next.picture);
      const answer = await sendPatiently('judge-picture', { picture, asked }, signal);
      if (!answer.ok || !counts(next)) return;
      record.add(answer.value.judged, next.element);
      onJudged(next, answer.value.judged, asked);
    } finally {
      record.ended();
      running--;
      startMore();
    }
  }

  /** Recycled elements show another picture by now: only the newest reading counts. */
  function counts(one: FoundPicture): boolean {
    return !signal.aborted && (found.get(one.element) ?? unwatched.get(one.element)) === one;
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
      const shown = [...found.values()].filter(({ picture }) => picture.url === url);
      // Pictures too small to be watched are judged all the same when asked about: their files may be large.
      for (const element of document.images) {
        if (element.currentSrc !== url || found.has(element)) continue;
        const { width, height } = element;
        shown.push({ element, frame: element, picture: { ref: 'asked', url, width, height } });
      }
      // Of several the one that the reader sees.
      const meant = shown.find(({ element }) => isInView(element)) ?? shown[0];
      if (meant === undefined) return;
      if (!found.has(meant.element)) unwatched.set(meant.element, meant);
      void judge(meant, true);
    },
  };
}

function isInView(element: Element): boolean {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}
