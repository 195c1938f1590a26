import type { BadgeHandle } from '../../components/badge/mount-badge.tsx';
import type { Judged, PageHealth, PageReport } from '../../lib/core/report.ts';
import type { Subject } from '../../lib/core/subject.ts';

/** Most subjects whose decision is kept for the popup; beyond it the oldest without a verdict are dropped. */
const MAX_JUDGED = 10_000;

/** What was said about this page so far: the one source of the popup, the saved record and the shortcuts. */
export interface PageRecord {
  /** `element` is what was judged: what an earlier view of the page left behind goes with it. */
  add(judged: readonly Judged[], element: Element): void;
  setHealth(health: Omit<PageHealth, 'badgesLost'>): void;
  /** Counts work under way: the page is settled when none is. */
  began(): void;
  ended(): void;
  setBadge(id: string, badge: BadgeHandle): void;
  dropBadge(badge: BadgeHandle): void;
  badgeLost(): void;
  badgeOf(id: string): BadgeHandle | undefined;
  /** The first badge after what has the focus, in document order; round from the end to the start. */
  nextBadge(document: Document): BadgeHandle | undefined;
  hasLabels(): boolean;
  pause(): void;
  paused(): boolean;
  settled(): boolean;
  clear(): void;
  report(url: string): PageReport;
}

const NOTHING_YET: Omit<PageHealth, 'badgesLost'> = { site: 'generic', layout: 'empty', posts: 0, understood: 0, pictures: 0 };

/** A decision, the view of the page it was made in, and what it was made about. */
interface Entry {
  readonly judged: Judged;
  readonly view: string;
  readonly element: WeakRef<Element>;
}

export function createPageRecord(now: () => number, view: () => string): PageRecord {
  const judgedById = new Map<string, Entry>();
  const badges = new Map<string, BadgeHandle>();
  let health = NOTHING_YET;
  let badgesLost = 0;
  let underWay = 0;
  let paused = false;
  let startedAt = now();
  let lastAnswerAt = startedAt;

  return {
    add(judged, element) {
      const about = { view: view(), element: new WeakRef(element) };
      for (const each of judged) {
        const id = judgedId(each);
        // Re-set, so that the newest is last: what is dropped first is the oldest.
        judgedById.delete(id);
        judgedById.set(id, { judged: each, ...about });
      }
      if (judgedById.size > MAX_JUDGED) dropQuiet(judgedById);
      lastAnswerAt = now();
    },
    setHealth(next) {
      health = next;
    },
    began() {
      underWay++;
    },
    ended() {
      underWay--;
    },
    setBadge(id, badge) {
      badges.set(id, badge);
    },
    dropBadge(badge) {
      for (const [id, each] of badges) if (each === badge) badges.delete(id);
    },
    badgeLost() {
      badgesLost++;
    },
    badgeOf: (id) => badges.get(id),
    nextBadge(document) {
      const inOrder = [...new Set(badges.values())].sort((a, b) => (follows(a.host, b.host) ? -1 : 1));
      const focused = document.activeElement;
      return inOrder.find(({ host }) => focused !== null && follows(focused, host)) ?? inOrder[0];
    },
    hasLabels: () => badges.size > 0,
    pause() {
      paused = true;
    },
    paused: () => paused,
    settled: () => underWay === 0,
    clear() {
      judgedById.clear();
      badges.clear();
      health = NOTHING_YET;
      badgesLost = 0;
      paused = false;
      startedAt = now();
      lastAnswerAt = startedAt;
    },
    report: (url) => ({
      url,
      tookMs: lastAnswerAt - startedAt,
      health: { ...health, layout: paused ? 'paused' : health.layout, badgesLost },
      judged: ofThisView(judgedById, view()).map(({ judged }) => judged),
    }),
  };
}

/** A subject at a place: a link that two posts share is judged once for each. */
export function judgedId({ subject, key, where }: {
  readonly subject: Pick<Subject, 'kind'>;
  readonly key: string;
  readonly where: string;
}): string {
  return `${subject.kind}:${key}@${where}`;
}

function follows(a: Node, b: Node): boolean {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/**
 * Forgets what belongs to an earlier view and is not shown any more. Within a view nothing is forgotten: feeds take
 * out what was scrolled past.
 */
function ofThisView(judgedById: Map<string, Entry>, view: string): readonly Entry[] {
  for (const [id, entry] of judgedById) {
    if (entry.view !== view && entry.element.deref()?.isConnected !== true) judgedById.delete(id);
  }
  return [...judgedById.values()];
}

/** Halves the quiet ones, so that dropping is rare; labelled subjects stay. */
function dropQuiet(judgedById: Map<string, Entry>): void {
  let toDrop = MAX_JUDGED / 2;
  for (const [id, { judged }] of judgedById) {
    if (toDrop === 0) return;
    if (judged.verdicts.length > 0) continue;
    judgedById.delete(id);
    toDrop--;
  }
}
