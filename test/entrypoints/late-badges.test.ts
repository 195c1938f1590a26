import { describe, expect, it } from 'vitest';
import type { Badges } from '../../entrypoints/badges/badges.ts';
import { createLateBadges } from '../../entrypoints/page/late-badges.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import { aSignal } from '../support/core-builders.ts';
import { judge, TEXT } from '../support/components-states.ts';

const LABELLED = [judge(TEXT, [aSignal()])];
const QUIET: readonly Judged[] = [];
const IGNORED = [judge(TEXT, [aSignal()], { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, spam: 'ignore' } })];

/** Late badges, and what reaches those that are brought, by name. */
function setUp() {
  const reached: string[] = [];
  let underWay = 0;
  let arrive: (badges: Badges | undefined) => void = () => {};
  const names = ['begin', 'renew', 'showOnPost', 'showOnPicture', 'drop', 'hold', 'clear'] as const;
  const badges = Object.fromEntries(
    names.map((name) => [name, (first: unknown) => void reached.push(name === 'hold' ? `hold ${String(first)}` : name)]),
  ) as unknown as Badges;
  const asked = { times: 0 };
  const late = createLateBadges({
    record: { began: () => underWay++, ended: () => underWay-- },
    bring: () => {
      asked.times += 1;
      return new Promise((resolve) => (arrive = resolve));
    },
  });
  const show = (judged: readonly Judged[], alwaysShown = false) =>
    late.showOnPost({} as never, { judged, ...(alwaysShown ? { account: { id: 'bsky:alice.example', alwaysShown } } : {}) });
  return {
    late, show, reached, asked,
    underWay: () => underWay,
    async bring(isLeft = false) {
      arrive(isLeft ? undefined : badges);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

describe('what draws in a page', () => {
  it('is not asked for where nothing is to be drawn', () => {
    const { late, show, asked } = setUp();
    late.begin({} as never, new AbortController().signal);
    late.renew([]);
    show(QUIET);
    show(IGNORED);
    late.showOnPicture({} as never, QUIET, false);
    late.drop([]);
    late.hold(true);
    expect(asked.times).toBe(0);
    expect(late.owns({} as never)).toBe(false);
  });

  it.each([
    ['a post has a verdict', ({ show }: ReturnType<typeof setUp>) => show(LABELLED)],
    ['the reader always shows the account, for what is in its posts', ({ show }: ReturnType<typeof setUp>) => show(QUIET, true)],
    ['a picture has a verdict', ({ late }: ReturnType<typeof setUp>) => late.showOnPicture({} as never, LABELLED, false)],
    ['the reader asks about a picture', ({ late }: ReturnType<typeof setUp>) => late.showOnPicture({} as never, QUIET, true)],
  ])('is asked for, once, when %s', (_, first) => {
    const late = setUp();
    first(late);
    first(late);
    expect(late.asked.times).toBe(1);
  });

  it('hears of everything since, in its order, as work under way until then', async () => {
    const { late, show, reached, underWay, bring } = setUp();
    late.begin({} as never, new AbortController().signal);
    late.hold(true);
    show(QUIET);
    show(LABELLED);
    late.renew([]);
    late.drop([]);
    expect([reached, underWay()]).toEqual([[], 1]);
    await bring();
    expect([reached, underWay()]).toEqual([['begin', 'hold true', 'showOnPost', 'renew', 'drop'], 0]);
    show(QUIET);
    late.hold(false);
    expect(reached.slice(5)).toEqual(['showOnPost', 'hold false']);
  });

  it('hears nothing of a visit that ended meanwhile', async () => {
    const { late, show, reached, bring } = setUp();
    show(LABELLED);
    late.clear();
    show(QUIET);
    late.begin({} as never, new AbortController().signal);
    await bring();
    expect(reached).toEqual(['begin', 'hold false']);
  });

  it('is done without where the page is left meanwhile', async () => {
    const { show, reached, underWay, bring } = setUp();
    show(LABELLED);
    await bring(true);
    expect([reached, underWay()]).toEqual([[], 0]);
  });
});
