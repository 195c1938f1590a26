import { describe, expect, test } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { ListDraft } from '../../lib/lists/build-flag-list.ts';
import { flagsOfPicture } from '../../lib/lists/flag-of-picture-hit.ts';
import { PictureIndex } from '../../lib/lists/picture-index.ts';
import { writePdq, type Pdq } from '../../lib/subjects/pdq.ts';
import { aSubject } from '../support/core-builders.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, verifiedList } from '../support/lists-draft.ts';
import { aHash, offBy } from '../support/lists-pictures.ts';

describe('what lists say of a picture that looks like one of theirs', async () => {
  const labels: ListDraft['labels'] = [
    { name: 'Scam', core: 'scam' },
    { name: 'Rumour', core: 'x-rumour', ttlWeeks: 4 },
    { name: 'Elsewhere', core: 'spam', subjects: ['url'] },
  ];
  const index = new PictureIndex();
  const list = verifiedList(
    await builtList(
      aDraft({
        labels,
        flags: [
          { pdq: aHash(1), label: 'Scam', confidence: 0.5, week: 350, radius: 31 },
          { pdq: offBy(aHash(1), [0, 1, 2, 3]), label: 'Scam', polarity: 'disputes', week: 351, radius: 31 },
          { pdq: aHash(2), label: 'Scam', week: 350, radius: 10 },
          { pdq: offBy(aHash(2), [0]), label: 'Rumour', week: 355 },
        ],
      }),
    ),
  );
  index.add(list.id, list.pictures);
  const said = (pdq: Partial<Pdq>, nowMs = NOW_MS) => flagsOfPicture({ hash: aHash(1), quality: 100, ...pdq }, index, (id) => (id === list.id ? list : undefined), nowMs);

  test('is a flag on its bytes that tells how far it is, and is held back', () => {
    expect(said({})).toEqual([
      {
        kind: 'flag',
        list: { id: list.id, name: 'Test list' },
        on: 'media',
        label: 'scam',
        labelName: 'Scam',
        polarity: 'asserts',
        confidence: 32 / 63,
        at: list.epochMs + 350 * 7 * DAY_MS,
        held: 'near',
        distance: 0,
        look: { kind: 'look', pdq: writePdq(aHash(1)) },
      },
    ]);
  });

  test('is said by the nearest, and by the dispute where two are as near', () => {
    expect(said({ hash: offBy(aHash(1), [0]) })).toMatchObject([{ polarity: 'asserts', distance: 1 }]);
    expect(said({ hash: offBy(aHash(1), [0, 1]) })).toMatchObject([{ polarity: 'disputes', distance: 2 }]);
    expect(said({ hash: offBy(aHash(1), [0, 1, 2]) })).toMatchObject([{ polarity: 'disputes', distance: 1 }]);
  });

  test('is nothing of a picture with too few features', () => {
    expect(said({ quality: 50 })).toHaveLength(1);
    expect(said({ quality: 49 })).toEqual([]);
  });

  test('is what still counts: a nearer flag whose term is over does not hide one that holds', () => {
    const asked = offBy(aHash(2), [0]);
    expect(said({ hash: asked })).toMatchObject([{ label: 'x-rumour', distance: 0 }]);
    expect(said({ hash: asked }, NOW_MS + 28 * DAY_MS)).toMatchObject([{ label: 'scam', distance: 1 }]);
  });

  test('is nothing where the list is gone', () => {
    expect(flagsOfPicture({ hash: aHash(1), quality: 100 }, index, () => undefined, NOW_MS)).toEqual([]);
  });

  test('does no more than label, whatever the reader chose; beside a flag on the picture itself the choice holds', () => {
    const policy = { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, scam: 'hide' as const } };
    const [near] = said({});
    const { held: _held, distance: _distance, ...exact } = near!;
    const treatments = (...flags: readonly (typeof exact)[]) => decide(aSubject({ kind: 'media' }), flags, policy).verdicts.map(({ treatment }) => treatment);
    expect(treatments(near!)).toEqual(['badge']);
    expect(treatments(near!, exact)).toEqual(['hide']);
  });
});
