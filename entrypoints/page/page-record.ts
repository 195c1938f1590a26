import type { BadgeHandle } from '../../components/badge/mount-badge.tsx';
import { MAX_RECORDED_SUBJECTS } from '../../lib/core/observation.ts';
import type { QuietNote } from '../../lib/core/quiet-note.ts';
import { judgedId, type Judged, type PageReport, type QuietPost } from '../../lib/core/report.ts';
import type { SeenHealth } from '../../lib/sites/watch-page.ts';

/** What was said about this page so far: the one source of the popup, the saved record and the shortcuts. */
export interface PageRecord {
  /** `element` is what was judged: what an earlier view of the page left behind goes with it. */
  add(judged: readonly Judged[], element: Element): void;
  addQuiet(note: QuietNote, where: string, element: Element): void;
  setHealth(health: SeenHealth): void;
  /** Counts work under way: the page is settled when none is. */
  began(): void;
  ended(): void;
  setBadge(id: string, badge: BadgeHandle): void;
  dropBadge(badge: BadgeHandle): void;
  badgeLost(): void;
  badgeOf(id: string): BadgeHandle | undefined;
  /** What was judged last under this id: none where it is gone. */
  elementOf(id: string): Element | readonly never[];
  /** Goes to the first badge that can be seen after what has the focus, in document order; round from the end to the start. */
  focusNextBadge(document: Document): void;
  hasLabels(): boolean;
  pause(): void;
  paused(): boolean;
  settled(): boolean;
  clear(): void;
  report(url: string, unreadParts: number): PageReport;
}

const NOTHING_YET: SeenHealth = { site: 'generic', layout: 'empty', posts: 0, understood: 0, pictures: 0 };

/** What was said of a subject, the view of the page it was said in, and what it was said about. */
interface Entry {
  /** Of a quiet post what follows the subject's name in its note; the name is in the id. */
  readonly said: Judged | string;
  readonly view: string;
  readonly element: WeakRef<Element>;
}

export function createPageRecord(now: () => number, address: () => string): PageRecord {
  /** The newest last. */
  const entries = new Map<string, Entry>();
  /** What is said of thousands in the same words, each kept once. */
  const findings = new Map<string, string>();
  let lastAddress = '';
  let lastView = '';
  const idsOf = new WeakMap<Element, readonly string[]>();
  const badges = new Map<string, BadgeHandle>();
  let health = NOTHING_YET;
  let badgesLost = 0;
  let underWay = 0;
  let paused = false;
  let startedAt = now();
  let lastAnswerAt = startedAt;

  function put(id: string, said: Judged | string, element: Element): void {
    // Set anew, so that it is last.
    entries.delete(id);
    entries.set(id, { said, view: thisView(), element: new WeakRef(element) });
    // Beyond what a record has room for, the oldest without a verdict go.
    if (entries.size > MAX_RECORDED_SUBJECTS) dropQuiet(entries);
    lastAnswerAt = now();
  }

  /** The same thing judged anew, edited or asked about: what is said of it now replaces what was said. */
  function forget(element: Element, where: string | undefined): void {
    const ids = idsOf.get(element);
    if (ids === undefined) return;
    for (const id of ids) if (id.endsWith(`@${where}`)) entries.delete(id);
    idsOf.delete(element);
  }

  /** The page's address without its fragment, the same string for as long as it is the same. */
  function thisView(): string {
    const next = address();
    if (next !== lastAddress) {
      lastAddress = next;
      const [view = ''] = next.split('#', 1);
      if (view !== lastView) lastView = view;
    }
    return lastView;
  }

  return {
    add(judged, element) {
      forget(element, judged[0]?.where);
      idsOf.set(element, judged.map(judgedId));
      for (const each of judged) put(judgedId(each), each, element);
    },
    addQuiet(note, where, element) {
      forget(element, where);
      const nameEnds = note.indexOf(' ');
      const text = note.slice(nameEnds);
      const said = findings.get(text) ?? text;
      findings.set(said, said);
      put(`${note.slice(0, nameEnds)}@${where}`, said, element);
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
    elementOf: (id) => entries.get(id)?.element.deref() ?? [],
    focusNextBadge(document) {
      const inOrder = [...new Set(badges.values())].sort((a, b) => (follows(a.host, b.host) ? -1 : 1));
      const focused = document.activeElement;
      const at = inOrder.findIndex(({ host }) => focused !== null && follows(focused, host));
      [...inOrder.slice(Math.max(0, at)), ...inOrder].some((badge) => badge.focus());
    },
    hasLabels: () => badges.size > 0,
    pause() {
      paused = true;
    },
    paused: () => paused,
    settled: () => underWay === 0,
    clear() {
      entries.clear();
      findings.clear();
      badges.clear();
      health = NOTHING_YET;
      badgesLost = 0;
      paused = false;
      startedAt = now();
      lastAnswerAt = startedAt;
    },
    report(url, unreadParts) {
      forgetEarlierViews(entries, thisView());
      const judged: Judged[] = [];
      const quietPosts: QuietPost[] = [];
      for (const [id, { said }] of entries) {
        if (typeof said === 'string') quietPosts.push(quietPost(id, said));
        else judged.push(said);
      }
      const tookMs = lastAnswerAt - startedAt;
      return { url, tookMs, health: { ...health, layout: paused ? 'paused' : health.layout, badgesLost, unreadParts }, judged, quietPosts };
    },
  };
}

function quietPost(id: string, said: string): QuietPost {
  const nameEnds = id.indexOf('@');
  return { note: (id.slice(0, nameEnds) + said) as QuietNote, where: id.slice(nameEnds + 1) };
}

function follows(a: Node, b: Node): boolean {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/**
 * Forgets what belongs to an earlier view and is not shown any more. Within a view nothing is forgotten: feeds take
 * out what was scrolled past.
 */
function forgetEarlierViews(entries: Map<string, Entry>, view: string): void {
  for (const [id, entry] of entries) {
    if (entry.view !== view && entry.element.deref()?.isConnected !== true) entries.delete(id);
  }
}

/** Halves the quiet ones, so that dropping is rare; labelled subjects stay. */
function dropQuiet(entries: Map<string, Entry>): void {
  let toDrop = MAX_RECORDED_SUBJECTS / 2;
  for (const [id, { said }] of entries) {
    if (toDrop === 0) return;
    if (typeof said !== 'string' && said.verdicts.length > 0) continue;
    entries.delete(id);
    toDrop--;
  }
}
