import { describe, expect, it } from 'vitest';
import { BROWSERS } from './support/extension.ts';
import { surviveKills, surviveStops } from './support/sudden-ends.ts';

// The same at length: npm run bench:ends.
describe.each(BROWSERS)('sudden ends in %s', (kind) => {
  it('of the background lose nothing that was acknowledged and repeat nothing; labels still come', async () => {
    const survived = await surviveStops(kind, 30, 7);
    console.log(`${kind}: ${JSON.stringify(survived)}`);
    expect(survived).toMatchObject({ missing: [], doubled: [], unanswered: [], unlabelled: [], notFollowed: [] });
    expect(survived.acknowledged).toBeGreaterThan(0);
    expect(survived.begun, 'it was really ended').toBeGreaterThanOrEqual(survived.stops);
  });

  it('of the browser leave a list whole or not at all, and keep what was acknowledged', async () => {
    const survived = await surviveKills(kind, 3, 11);
    console.log(`${kind}: ${JSON.stringify(survived)}`);
    expect(survived).toMatchObject({ missing: [], torn: [], notFollowed: [] });
    expect(survived.acknowledged).toBeGreaterThan(0);
    expect(survived.kept).toBeGreaterThan(0);
  });
});
