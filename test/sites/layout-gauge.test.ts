import { describe, expect, it } from 'vitest';
import { LayoutGauge } from '../../lib/sites/layout-gauge.ts';

const SECOND = 1_000;

/** Posts met at second `at`, the first `understood` of them at once. */
function meet(gauge: LayoutGauge, at: number, posts: number, understood: number): void {
  for (let n = 0; n < posts; n += 1) {
    const window = gauge.countPost(at * SECOND);
    if (n < understood) gauge.countUnderstood(window);
  }
}

describe('a layout that wants half of its posts understood', () => {
  it.each([
    ['no posts', 0, 0, 10, false],
    ['four posts, none understood: too few to tell', 4, 0, 60, false],
    ['five posts, none understood, after nine seconds: they may still come', 5, 0, 9, false],
    ['five posts, none understood, after ten seconds', 5, 0, 10, true],
    ['ten posts, four understood', 10, 4, 10, true],
    ['ten posts, five understood', 10, 5, 10, false],
  ])('%s', (_, posts, understood, judgedAt, changed) => {
    const gauge = new LayoutGauge({ needs: [], minRate: 0.5 });
    meet(gauge, 0, posts, understood);
    gauge.judge(judgedAt * SECOND);
    expect(gauge.changed).toBe(changed);
  });

  it('has not changed when its posts are understood late', () => {
    const gauge = new LayoutGauge({ needs: [], minRate: 0.5 });
    const windows = Array.from({ length: 5 }, () => gauge.countPost(0));
    for (const window of windows) gauge.countUnderstood(window);
    gauge.judge(10 * SECOND);
    expect(gauge.changed).toBe(false);
  });

  it('asks to be judged when its window closes', () => {
    const gauge = new LayoutGauge({ needs: [], minRate: 0.5 });
    expect(gauge.judge(0)).toBeUndefined();
    meet(gauge, 3, 5, 0);
    expect(gauge.judge(4 * SECOND)).toBe(13 * SECOND);
    expect(gauge.judge(13 * SECOND)).toBeUndefined();
  });

  it('is back once five new posts are understood, and no sooner', () => {
    const gauge = new LayoutGauge({ needs: [], minRate: 0.5 });
    meet(gauge, 0, 6, 0);
    gauge.judge(10 * SECOND);
    meet(gauge, 20, 4, 4);
    gauge.judge(20 * SECOND);
    expect(gauge.changed).toBe(true);
    meet(gauge, 21, 1, 1);
    gauge.judge(21 * SECOND);
    expect(gauge.changed).toBe(false);
  });

  it('goes on collecting while there are too few posts to tell', () => {
    const gauge = new LayoutGauge({ needs: [], minRate: 0.5 });
    meet(gauge, 0, 3, 0);
    gauge.judge(12 * SECOND);
    meet(gauge, 13, 2, 0);
    gauge.judge(13 * SECOND);
    expect(gauge.changed).toBe(true);
  });
});
