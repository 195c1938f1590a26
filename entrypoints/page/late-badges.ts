import type { Judged } from '../../lib/core/report.ts';
import type { Badges } from '../badges/badges.ts';
import type { PageRecord } from './page-record.ts';

/**
 * Badges that are not there until the first is to be drawn. What happens while they are brought waits, in its order;
 * what happened before had nothing to do with them.
 */
export function createLateBadges(options: {
  /** Counts bringing them as work under way: a page with labels is settled when they are drawn. */
  readonly record: Pick<PageRecord, 'began' | 'ended'>;
  /** Undefined where the page is left meanwhile. */
  readonly bring: () => Promise<Badges | undefined>;
}): Badges {
  const { record, bring } = options;
  let badges: Badges | undefined;
  let begin: Parameters<Badges['begin']> | undefined;
  let held = false;
  /** Absent until they are needed. */
  let waiting: ((badges: Badges) => void)[] | undefined;

  function pass(call: (badges: Badges) => void, isNeeded = false): void {
    if (badges !== undefined) call(badges);
    else if (waiting !== undefined) waiting.push(call);
    else if (isNeeded) {
      waiting = [call];
      void load();
    }
  }

  async function load(): Promise<void> {
    record.began();
    badges = await bring();
    if (badges !== undefined) {
      if (begin !== undefined) badges.begin(...begin);
      badges.hold(held);
      for (const call of waiting ?? []) call(badges);
      waiting = undefined;
    }
    record.ended();
  }

  /** What waits is of an earlier visit: it is judged anew. */
  function forgetWaiting(): void {
    if (waiting !== undefined) waiting = [];
  }

  return {
    begin(...next) {
      begin = next;
      forgetWaiting();
      badges?.begin(...next);
    },
    renew: (found) => pass((all) => all.renew(found)),
    showOnPost(found, answer) {
      // Pictures in a post of an account that is always shown are not covered.
      pass((all) => all.showOnPost(found, answer), isDrawn(answer.judged) || answer.account?.alwaysShown);
    },
    showOnPicture: (found, judged, asked) => pass((all) => all.showOnPicture(found, judged, asked), asked || isDrawn(judged)),
    drop: (elements) => pass((all) => all.drop(elements)),
    hold(next) {
      held = next;
      badges?.hold(next);
    },
    clear() {
      forgetWaiting();
      badges?.clear();
    },
    owns: (node) => badges?.owns(node) === true,
  };
}

/** Whether anything is to be drawn of it; what the reader ignores is not. */
function isDrawn(judged: readonly Judged[]): boolean {
  return judged.some(({ verdicts }) => verdicts.some(({ treatment }) => treatment !== 'ignore'));
}
