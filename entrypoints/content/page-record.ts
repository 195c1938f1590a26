import type { BadgeHandle } from '../../components/badge/mount-badge.tsx';
import type { Judged, PageHealth, PageReport } from '../../lib/core/report.ts';

/** Most subjects whose decision is kept for the popup; beyond it the oldest without a verdict are dropped. */
const MAX_JUDGED = 10_000;

/** What was said about this page so far: the one source of the popup, the saved record and the shortcuts. */
export interface PageRecord {
  add(judged: readonly Judged[]): void;
  setHealth(health: Omit<PageHealth, 'badgesLost'>): void;
  /** Counts work under way: the page is settled when none is. */
  began(): void;
  ended(): void;
  setBadge(key: string, badge: BadgeHandle): void;
  dropBadge(badge: BadgeHandle): void;
  badgeLost(): void;
  badgeOf(key: string): BadgeHandle | undefined;
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

export function createPageRecord(now: () => number): PageRecord {
  const judgedByKey = new Map<string, Judged>();
  const badges = new Map<string, BadgeHandle>();
  let health = NOTHING_YET;
  let badgesLost = 0;
  let underWay = 0;
  let paused = false;
  let startedAt = now();
  let lastAnswerAt = startedAt;

  return {
    add(judged) {
      for (const each of judged) {
        const id = `${each.subject.kind}:${each.key}`;
        // Re-set, so that the newest is last: what is dropped first is the oldest.
        judgedByKey.delete(id);
        judgedByKey.set(id, each);
      }
      if (judgedByKey.size > MAX_JUDGED) dropQuiet(judgedByKey);
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
    setBadge(key, badge) {
      badges.set(key, badge);
    },
    dropBadge(badge) {
      for (const [key, each] of badges) if (each === badge) badges.delete(key);
    },
    badgeLost() {
      badgesLost++;
    },
    badgeOf: (key) => badges.get(key),
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
      judgedByKey.clear();
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
      judged: [...judgedByKey.values()],
    }),
  };
}

function follows(a: Node, b: Node): boolean {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** Halves the quiet ones, so that dropping is rare; labelled subjects stay. */
function dropQuiet(judgedByKey: Map<string, Judged>): void {
  let toDrop = MAX_JUDGED / 2;
  for (const [id, { verdicts }] of judgedByKey) {
    if (toDrop === 0) return;
    if (verdicts.length > 0) continue;
    judgedByKey.delete(id);
    toDrop--;
  }
}
