import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataStatement } from '../../lib/core/data-statement.ts';
import { countData, countPictures, countTexts, hasAllData } from '../../training/cards/count-data.ts';
import { documents, DOCUMENTS, STATEMENT_FILE } from '../../training/cards/documents.ts';
import { modelCard, type Card } from '../../training/cards/model-card.ts';
import { dataStatement } from '../../training/cards/statement.ts';
import type { Row } from '../../training/text/corpus.ts';

const statement = JSON.parse(readFileSync(STATEMENT_FILE, 'utf8')) as DataStatement;

describe('the documents on models and data', () => {
  it('are what the committed cards and counts make: npm run cards', () => {
    expect(readdirSync(DOCUMENTS).toSorted()).toEqual([...documents().keys()].toSorted());
    for (const [name, text] of documents()) expect(readFileSync(join(DOCUMENTS, name), 'utf8'), name).toBe(text);
  });

  it('hold no figure that is none, and lead only to files that are there', () => {
    for (const [name, text] of documents()) {
      expect(text, name).not.toMatch(/undefined|NaN|\[object|Infinity/);
      for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) expect(existsSync(join(DOCUMENTS, target!)) || documents().has(target!), `${name}: ${target}`).toBe(true);
    }
  });

  if (!hasAllData()) console.log('1 test skipped: no data to count');
  it.skipIf(!hasAllData())('count what is in the data', () => {
    expect(JSON.parse(JSON.stringify(countData()))).toEqual(statement);
  });
});

describe('a model card', () => {
  const facts = { id: 'tide', version: '1.0.0', licence: 'MIT', digest: 'd'.repeat(64), limits: ['Only at the coast.'], measured: [] };
  const of = (card: Card) => modelCard({ facts, card: { id: 'tide', ...card }, peers: undefined, weightsBytes: undefined });

  it('of a model that nobody wrote about says what its card says', () => {
    const text = of({ summary: 'Finds tides.', says: 'tide: there is one.', trainedOn: 'Tables of tides.' });
    for (const said of ['# tide', 'Finds tides.', '- tide: there is one.', 'Tables of tides.', '- Only at the coast.', 'Its card states no figures.', facts.digest]) expect(text).toContain(said);
  });

  it('loses nothing that it has no words for', () => {
    const set = { positives: 1, negatives: 1, found: 1, falsePositives: 0 };
    const known = { ...facts, measured: [{ label: 'spam', sets: [{ ...set, name: 'val' }, { ...set, name: 'public' }] as const }] };
    const measured = [{ name: 'val', clean: 1, byFace: { found: 2 } }, { name: 'public', clean: 1 }, { name: 'strange', clean: 7 }];
    const figures = { spam: { rows: 1, scripts: [{ script: 'Thai', flagged: 3 }] }, tide: { rows: 8 }, rounding: { mostChanged: 0.018 }, grayFlagged: 0.1 };
    const inFigures = modelCard({ facts: known, card: { measured, figures }, peers: undefined, weightsBytes: undefined });
    const listed = inFigures.slice(inFigures.indexOf('What else its card states'));
    for (const said of ['`measured.0.byFace.found`: 2', '`measured.1.clean`: 7', '`figures.spam.scripts`', '| Thai | 3 |', '`figures.tide.rows`: 8', '`figures.rounding.mostChanged`: 0.018']) expect(listed).toContain(said);
    expect(listed).not.toMatch(/grayFlagged|public|`figures.spam.rows`/);
    const text = of({ faces: { found: 3, byAge: [{ age: 'old', share: 0.5 }, { age: 'young', share: 0.4, note: 'few | far' }] }, flat: [1, 2] });
    for (const said of ['- `flat`: 1,2', '- `faces.found`: 3', '`faces.byAge`', '| age | share | note |', '| old | 0.5 | – |', '| young | 0.4 | few \\| far |']) expect(text).toContain(said);
  });

  it('shows every group with its bound, and all of them together', () => {
    const groups = [{ group: 'a', clean: 9, flagged: 0 }, { group: 'b', clean: 91, flagged: 2 }];
    const text = of({ figures: { spam: { groups }, grayFlagged: 0.0623 } });
    for (const said of ['| a | 9 | 0 | 0.0 % | 28.3 % |', '| b | 91 | 2 | 2.2 % | 6.8 % |', '| **all** | 100 | 2 | 2.0 % | 6.2 % |', '6.2 % is called likely spam']) expect(text).toContain(said);
  });
});

describe('what is counted', () => {
  const row = (over: Partial<Row>): Row => ({ text: '', label: 0, lang: 'en', source: 'harbour', licence: 'MIT', split: 'train', ...over });

  it('is texts by source, split and label, the most frequent language first', () => {
    const rows = [row({ lang: 'de', label: 1 }), row({}), row({ split: 'test', label: -1 }), row({ source: 'coast', use: 'evaluate' })];
    expect(countTexts(rows)).toMatchObject([
      { source: 'coast', evaluateOnly: true },
      { source: 'harbour', langs: ['en', 'de'], evaluateOnly: false, splits: { train: { clean: 1, spam: 1, gray: 0 }, val: { clean: 0 }, test: { gray: 1 } } },
    ]);
  });

  it('is pictures by source, screenshots of all programs as one', () => {
    const picture = (generator: string, label: string, split: string) => ({ generator, label, split, licence: 'MIT', op: 'crop' });
    expect(countPictures([picture('sd9', 'fake', 'train'), picture('screenshots_a', 'real', 'val'), picture('screenshots_b', 'real', 'val')])).toEqual([
      { group: 'screenshots', generated: false, licence: 'MIT', splits: { train: 0, val: 2, public: 0 } },
      { group: 'sd9', generated: true, licence: 'MIT', splits: { train: 1, val: 0, public: 0 } },
    ]);
  });

  it('names languages of which there are clean texts alone, and those of which there are none', () => {
    const source = { licence: 'MIT', evaluateOnly: false, splits: { train: { clean: 5, spam: 0, gray: 0 }, val: { clean: 0, spam: 0, gray: 0 }, test: { clean: 0, spam: 0, gray: 0 } } };
    const text = dataStatement({ ...statement, texts: [{ ...source, source: 'x', langs: ['pl'] }] });
    expect(text).toMatch(/Clean posts alone[^\n]*: Polish\./);
    expect(text).toMatch(/No source at all: Arabic[^\n]*Chinese/);
  });
});
