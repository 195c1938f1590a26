import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOf, mostTelling, type SetFacts } from '../../lib/core/model-facts.ts';
import { BUNDLED_MODELS } from '../../lib/detect/models.ts';
import { readModelFacts } from '../../lib/detect/read-model-facts.ts';

const MODELS = join(import.meta.dirname, '../../public/models');
const TIDE = { id: 'tide', licence: 'MIT' };
const CARD = { id: 'tide', version: '1.0.0', digest: 'd'.repeat(64) };
const SET = { name: 'val', clean: 20, generated: 10, foundLikely: 0.5, cleanLikely: 0.05 };

describe('what is read of a card', () => {
  it.each(BUNDLED_MODELS)('is something for each that ships: $id', (model) => {
    const card = JSON.parse(readFileSync(join(MODELS, model.id, 'card.json'), 'utf8')) as object;
    expect(readModelFacts(card, model)).toMatchObject({ id: model.id, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it('leaves out no model that has a card', () => {
    const folders = readdirSync(MODELS, { withFileTypes: true }).filter((entry) => entry.isDirectory() && readdirSync(join(MODELS, entry.name)).includes('card.json'));
    expect(BUNDLED_MODELS.map(({ id }) => id as string).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['the card of another model', { ...CARD, id: 'other' }],
    ['a card without a digest', { ...CARD, digest: undefined }],
  ])('is nothing of %s', (_, card) => {
    expect(readModelFacts(card, TIDE)).toBeUndefined();
  });

  it('is the least a card must have where it has no more, and the licence that the program knows', () => {
    expect(readModelFacts(CARD, TIDE)).toEqual({ id: 'tide', version: '1.0.0', licence: 'MIT', digest: CARD.digest, limits: [], measured: [] });
  });

  it('takes what it knows of a set and passes over what it does not', () => {
    const card = { ...CARD, limits: ['a', 7, 'b'], measured: [{ ...SET, auc: 'high', byFace: { yes: 1 }, declined: { drawn: 2, small: 3 } }, { name: 'no counts' }, 'no set'] };
    expect(readModelFacts(card, TIDE)).toMatchObject({
      limits: ['a', 'b'],
      measured: [{ label: 'ai-made', sets: [{ name: 'val', positives: 10, negatives: 20, found: 0.5, falsePositives: 0.05, declined: 5 }] }],
    });
  });

  it('names the group of texts that is flagged most, by its share and not by its count', () => {
    const groups = [{ group: 'large', clean: 1000, flagged: 9 }, { group: 'small', clean: 10, flagged: 1 }, { group: 'broken' }];
    const spam = { rows: 100, positive: 40, likely: { recall: 0.8, falsePositives: 0.01 }, groups };
    const [label] = readModelFacts({ ...CARD, figures: { spam, grayFlagged: 0.1 } }, TIDE)!.measured;
    expect(label).toMatchObject({ label: 'spam', sets: [{ positives: 40, negatives: 60, worst: { group: 'small', falsePositives: 0.1, items: 10 } }] });
  });
});

describe('the set that says most', () => {
  const named = (...names: readonly [string, ...string[]]) => names.map((name) => ({ name })) as unknown as readonly [SetFacts, ...SetFacts[]];

  it.each([
    [['val, social', 'unseen sources, social', 'public, as served', 'public, social'], 'public, social', 'new-sources'],
    [['val, social', 'public, as served'], 'public, as served', 'new-sources'],
    [['val, social', 'unseen sources, as served', 'unseen sources, social'], 'unseen sources, social', 'left-out'],
    [['test'], 'test', 'same-sources'],
  ] as const)('of %j is %s', (names, expected, kind) => {
    const telling = mostTelling({ label: 'ai-made', sets: named(...(names as unknown as [string])) });
    expect([telling.name, kindOf(telling)]).toEqual([expected, kind]);
  });
});
