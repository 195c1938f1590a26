import { browser } from 'wxt/browser';
import { judgedId } from '../../lib/core/report.ts';
import type { PageState } from '../../lib/messages/contract.ts';
import { send } from '../../lib/messages/send.ts';
import { aboutMedia, type AboutMedia } from '../../lib/sites/about-media.ts';
import { namedCopies } from '../../lib/sites/named-copies.ts';
import { pickRules } from '../../lib/sites/pick-rules.ts';
import { countUnreadParts } from '../../lib/sites/unread-parts.ts';
import { watchPage } from '../../lib/sites/watch-page.ts';
import type { Badges } from '../badges/badges.ts';
import { bringBadges } from './bring-badges.ts';
import { createLateBadges } from './late-badges.ts';
import { createPageRecord, type PageRecord } from './page-record.ts';
import { createPictureQueue } from './picture-queue.ts';
import { createPostQueue } from './post-queue.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { shadowRootOf } from './shadow-root-of.ts';
import { answerTab } from './tab-answers.ts';
import { waitFor } from './wait-for.ts';
import { whenShown } from './when-shown.ts';

const BEGIN_LATER_MS = 30_000;

/** Labels this page for as long as the extension lives and the reader wants it. */
export async function labelPage(document: Document, alive: AbortSignal): Promise<void> {
  let visit = new AbortController();
  let watched: Watched | undefined;
  /** A page that nobody has seen yet begins when it is seen, whatever changes until then. */
  let isBegun = false;
  const { location } = document;
  const record = createPageRecord(() => performance.now(), () => location.href);
  // Outlive a visit: what is covered stays so until it is judged anew, and what the reader revealed stays revealed.
  const badges = createLateBadges({
    record,
    bring: async () =>
      (await bringBadges(alive))?.({
        record,
        alwaysShow: (account, shown) => void send('always-show', { account, shown }),
        correct: (correction) => void send('correct', correction),
        async lookDeeper({ element, picture }) {
          const answer = await sendPatiently('look-deeper', { picture, larger: namedCopies(element) }, alive);
          return answer.ok ? answer.value : { judged: [] };
        },
        async ask(question, about) {
          const answer = await sendPatiently(question, about, alive);
          return answer.ok ? answer.value.text : undefined;
        },
        isPrivate: browser.extension.inIncognitoContext,
        now: () => Date.now(),
        signal: alive,
      }),
  });

  answerTab({
    report: () => ({ report: record.report(location.href, watched?.unreadParts() ?? 0), settled: record.settled(), paused: record.paused() }),
    show: ({ kind, key, where }) => record.badgeOf(judgedId({ subject: { kind }, key, where }))?.focus(),
    askPicture: (url) => watched?.askPicture(url),
    aboutMedia: (url) => watched?.aboutMedia(url) ?? { marks: [] },
    again: (ids) => watched?.again(ids),
    nextBadge: () => record.focusNextBadge(document),
    // Settings or lists changed: everything is judged afresh, which is also how pausing starts and ends.
    refresh: restart,
  }, alive);

  async function restart(): Promise<void> {
    if (!isBegun) return;
    visit.abort();
    visit = new AbortController();
    watched = undefined;
    record.clear();
    await start(visit.signal);
  }

  async function start(signal: AbortSignal): Promise<void> {
    record.began();
    const state = await sendPatiently('open-page', {}, signal);
    record.ended();
    if (signal.aborted) return;
    // The background could not answer: that is not the reader's pause, and not for ever.
    if (!state.ok) void beginLater(signal);
    else if (state.value.paused) record.pause();
    else watched = watch(document, state.value, record, badges, signal);
    if (!state.ok || state.value.paused) badges.clear();
  }

  async function beginLater(signal: AbortSignal): Promise<void> {
    record.began();
    await waitFor(BEGIN_LATER_MS, signal);
    record.ended();
    if (!signal.aborted) await restart();
  }

  // A page that comes back from the history was asleep while settings and lists may have changed.
  addEventListener('pageshow', ({ persisted }) => persisted && void restart(), { signal: alive });
  alive.addEventListener('abort', () => visit.abort());
  record.began();
  await whenShown(alive);
  record.ended();
  isBegun = true;
  if (!alive.aborted) await restart();
}

interface Watched {
  askPicture(url: string): void;
  aboutMedia(url: string): AboutMedia;
  again(ids: readonly string[]): void;
  unreadParts(): number;
}

function watch(document: Document, state: PageState, record: PageRecord, badges: Badges, signal: AbortSignal): Watched {
  const rulesNow = () => pickRules(state.rules, document.location, document);
  badges.begin(state, signal);
  const posts = createPostQueue({ record, onJudged: badges.showOnPost, onAgain: (ids) => askAgain(ids), signal });
  const pictures = createPictureQueue({ record, onJudged: badges.showOnPicture, signal });

  const askAgain = (ids: readonly string[]) => again(ids.flatMap(record.elementOf));
  const again = watchPage({
    root: document,
    rulesFor: rulesNow,
    onPosts(found) {
      badges.renew(found);
      posts.add(found);
    },
    onPictures: pictures.add,
    onGone(elements) {
      posts.drop(elements);
      pictures.drop(elements);
      badges.drop(elements);
    },
    onHealth(health) {
      const isUnclear = health.layout === 'layout-changed';
      record.setHealth(health);
      posts.hold(isUnclear);
      badges.hold(isUnclear);
    },
    isOwn: badges.owns,
    now: () => performance.now(),
    seed: Math.random() * 2 ** 32,
    signal,
  });

  if (state.keepAwakeMs !== null) void keepAwake(record, state.keepAwakeMs, signal);
  return { askPicture: pictures.ask, aboutMedia: (url) => aboutMedia(document, rulesNow(), url), again: askAgain, unreadParts: () => countUnreadParts(document, rulesNow().containers, shadowRootOf) };
}

/** Firefox ends its background after half a minute of quiet: a visible page with labels asks it to stay. */
async function keepAwake(record: PageRecord, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (record.hasLabels()) void send('keep-awake', {});
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    await whenShown(signal);
  }
}
