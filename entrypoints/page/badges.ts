import type { Announcer } from '../../components/badge/announcer.ts';
import { mountBadge, type BadgeHandle, type Placement } from '../../components/badge/mount-badge.tsx';
import type { Judged, PostAnswer } from '../../lib/core/report.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import type { FoundPicture, FoundPost } from '../../lib/sites/watch-page.ts';
import { judgedId, type PageRecord } from './page-record.ts';

export interface Badges {
  showOnPost(found: FoundPost, answer: PostAnswer): void;
  /** Where the reader asked, a card is opened also when nothing is to be said. */
  showOnPicture(found: FoundPicture, judged: readonly Judged[], asked: boolean): void;
  drop(elements: readonly Element[]): void;
  /** Whether a node is one of ours, not the page's. */
  owns(node: Node): boolean;
}

/** Puts a badge on what has a verdict and keeps it in step; where nothing is said, nothing is drawn. */
export function createBadges(options: {
  readonly t: Translate<PageMessageKey>;
  readonly record: PageRecord;
  readonly announce: Announcer;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): Badges {
  const { t, record, announce, now, signal } = options;
  const badges = new Map<Element, BadgeHandle>();
  const hosts = new WeakSet<Node>();
  /** What the reader hid stays hidden on this page. */
  const hidden = new WeakSet<Element>();
  /** What the reader asked about keeps its badge, also when there is nothing to say. */
  const askedAbout = new WeakSet<Element>();

  function show(element: Element, placement: Placement, judged: readonly Judged[], asked = false): void {
    // A page that draws a post anew takes our host away with the old inside.
    if (badges.get(element)?.host.isConnected === false) remove(element);
    if (asked) {
      askedAbout.add(element);
      hidden.delete(element);
      remove(element);
    }
    const shown = askedAbout.has(element) || judged.some(({ verdicts }) => verdicts.some(({ treatment }) => treatment !== 'ignore'));
    const known = badges.get(element);
    if (!shown || hidden.has(element)) return remove(element);
    if (known === undefined) {
      const badge = mountBadge({
        placement,
        judged,
        asked,
        t,
        now,
        onHide() {
          hidden.add(element);
          remove(element);
        },
        onRemoved() {
          record.badgeLost();
          remove(element);
        },
        signal,
      });
      badges.set(element, badge);
      hosts.add(badge.host);
      if (asked) badge.open();
      else announce(judged);
    } else {
      known.update(judged);
    }
    const badge = badges.get(element);
    if (badge !== undefined) for (const each of judged) record.setBadge(judgedId(each), badge);
  }

  function remove(element: Element): void {
    const badge = badges.get(element);
    if (badge === undefined) return;
    badges.delete(element);
    record.dropBadge(badge);
    badge.destroy();
  }

  return {
    showOnPost(found, { judged }) {
      // Most posts end here, without a look at the page.
      if (judged.length === 0) remove(found.element);
      else show(found.element, { kind: 'after', anchor: found.badgeAnchor() }, judged);
    },
    showOnPicture: ({ element }, judged, asked) => show(element, { kind: 'over', picture: element as HTMLElement }, judged, asked),
    drop: (elements) => elements.forEach(remove),
    owns: (node) => hosts.has(node),
  };
}
