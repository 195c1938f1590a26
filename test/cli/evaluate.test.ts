import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../lib/measure/evaluation.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import { witnessmark, type Ran } from '../support/cli-terminal.ts';
import { aPicture } from '../support/media-pictures.ts';
import { PHOTOGRAPHS, readPhotograph } from '../support/subjects-photographs.ts';
import { TEXT_PROBES } from '../support/text-probes.ts';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
};
const jsonl = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');

const SPAM = TEXT_PROBES.filter(({ kind, missed }) => kind === 'spam' && missed !== true).map(({ text }) => text);
const TALK = TEXT_PROBES.filter(({ kind }) => kind === 'talk').map(({ text }) => text);
const ROWS = [
  ...SPAM.map((text, i) => ({ id: `spam ${i}`, text, label: 1, lang: 'en' })),
  ...TALK.map((text, i) => ({ id: `talk ${i}`, text, label: 0, lang: i === 0 ? 'de' : 'en' })),
  { id: 'short', text: 'Ahoy', label: 0, lang: 'en' },
  { id: 'gray', text: SPAM[0], label: -1, lang: 'en' },
];

async function figures(args: readonly string[]): Promise<Ran & { readonly figures: Evaluation & { readonly label: string; readonly source: string } }> {
  const ran = await witnessmark(['evaluate', '--json', ...args]);
  return { ...ran, figures: JSON.parse(ran.out[0] ?? 'null') as never };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'witnessmark-evaluate-'));
  writeModel();
  for (const [i, name] of ['b/one.png', 'b/two.jpeg', 'c/three.webp'].entries()) {
    write(`pictures/${name}`, await sharp(await readPhotograph(PHOTOGRAPHS[i + 1]!)).resize(300, 240).toFormat(name.split('.')[1] as 'png').toBuffer());
  }
  write('pictures/c/small.png', await aPicture('png', 40, 40, 9));
  write('pictures/unknown.png', await aPicture('png', 300, 240, 5));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('evaluate', () => {
  test('measures texts by the classes in their own file, by group', async () => {
    const { code, notes, figures: got } = await figures(['--text', write('texts.jsonl', jsonl(ROWS)), '--group', 'lang']);
    expect(code).toBe(0);
    expect(got).toMatchObject({
      label: 'spam',
      source: expect.stringMatching(/^text-spam@\d/) as string,
      items: SPAM.length + TALK.length + 1,
      positives: SPAM.length,
      declined: [{ why: 'too-short', items: 1 }],
      auc: 1,
      likely: { falsePositives: 0 },
    });
    expect(got.groups.map(({ group }) => group).toSorted()).toEqual(['de', 'en']);
    expect(notes).toEqual(['1 of another class left out']);
  });

  test('measures pictures by a table of their classes, and says what of it is not there', async () => {
    const table = write('pictures/manifest.csv', 'path,kind,"maker, or source"\nb/one.png,human,x\nb/two.jpeg,machine,y\nc/three.webp,human,x\nc/small.png,human,x\ngone.png,human,x\n');
    const { code, notes, figures: got } = await figures(['--pictures', at('pictures'), '--labels', table, '--class', 'kind', '--group', 'maker, or source', '--positive', 'machine', '--negative', 'human']);
    expect(code).toBe(0);
    expect(got).toMatchObject({ label: 'ai-made', items: 4, positives: 1, negatives: 3, measured: 3, declined: [{ why: 'too-small', items: 1 }] });
    expect(notes).toEqual(['1 of 5 that the labels name are not there']);
  });

  test('speaks to people in tables, the worst group first', async () => {
    const { out } = await witnessmark(['evaluate', '--text', write('texts.jsonl.gz', gzipSync(jsonl(ROWS))), '--group', 'lang']);
    const lines = out.join('\n').split('\n');
    expect(lines[0]).toMatch(/^spam by text-spam@\S+: \d+ items, \d+ spam and \d+ not; \d+ measured, declined: 1 too-short$/);
    expect(lines).toContain('  AUC                 1.000');
    expect(lines.join('\n')).toMatch(/By group, most false positives first\n {2}group +not +called likely/);
  });

  test('names the worst group, and of two with the same share the one that less is known of', async () => {
    const rows = ROWS.map((row) => (row.label === 0 ? { ...row, lang: row.id === 'talk 1' ? 'fr' : 'en' } : row));
    const { figures: got } = await figures(['--text', write('texts.jsonl', jsonl(rows)), '--group', 'lang']);
    expect(got.worstGroup).toEqual({ group: 'fr', negatives: 1, falsePositives: 0, bound: expect.closeTo(0.95, 6) as number });
    const { out } = await witnessmark(['evaluate', '--text', at('texts.jsonl'), '--group', 'lang']);
    expect(out.join('\n')).toContain('  worst group         fr: 0.0 % of 1 (at most 95.0 %)');
    const { figures: whole } = await figures(['--text', at('texts.jsonl')]);
    expect(whole.worstGroup).toBeNull();
  });

  test('measures what --only asks for, and says how much it passed over', async () => {
    const rows = ROWS.map((row, i) => ({ ...row, split: ['train', 'val', 'test'][i % 3] }));
    const { code, notes, figures: got } = await figures(['--text', write('splits.jsonl', jsonl(rows)), '--only', 'split=val, test', '--only', 'lang=en']);
    const kept = rows.filter(({ split, lang, label }) => split !== 'train' && lang === 'en' && label !== -1);
    expect([code, got.items]).toEqual([0, kept.length]);
    expect(notes).toContain(`${rows.filter(({ split, lang }) => split === 'train' || lang !== 'en').length} passed over by --only`);
  });

  test('draws what it measured, as SVG that names what it shows', async () => {
    const { notes } = await figures(['--text', write('texts.jsonl', jsonl(ROWS)), '--svg', at('plots')]);
    expect(notes.at(-1)).toContain('wrote reliability.svg, coverage.svg, roc.svg, groups.svg');
    for (const name of ['reliability', 'coverage', 'roc']) {
      const svg = readFileSync(at('plots', `${name}.svg`), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<title id="title">spam by text-spam@[^<]+<\/title>[^]*<polyline[^]*<\/svg>\n$/);
      expect(svg).not.toMatch(/NaN|undefined/);
    }
  });

  test('tells nothing that one class alone cannot tell, and no step of coverage twice', async () => {
    const { figures: got } = await figures(['--text', write('few.jsonl', jsonl(SPAM.slice(0, 4).map((text, id) => ({ id, text, label: 1 }))))]);
    expect(got).toMatchObject({ auc: null, prAuc: null, foundAt1: null, balancedAccuracy: { even: null, likely: null }, likely: { falsePositives: null, falsePositivesBound: null } });
    expect(got.coverage.map(({ coverage }) => coverage)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test('draws a bar and a bound for each group, and takes nothing of a name for a mark', async () => {
    const rows = ROWS.map((row) => ({ ...row, lang: row.lang === 'de' ? '<b onload=x>&"' : row.lang }));
    await figures(['--text', write('texts.jsonl', jsonl(rows)), '--group', 'lang', '--svg', at('bars')]);
    const svg = readFileSync(at('bars', 'groups.svg'), 'utf8');
    expect(svg.match(/<line /g)).toHaveLength(2);
    expect(svg).toContain('>0 of 1: 0.0 %, at most 95.0 %<');
    expect(svg).toContain('&lt;b onload=x>&amp;&quot;');
    expect(svg).not.toMatch(/NaN|undefined|<b /);
  });

  test.each([
    ['neither pictures nor texts', [], 2, /either --pictures DIR or --text FILE/],
    ['pictures without classes', ['--pictures', 'x'], 2, /--labels FILE is missing/],
    ['a label there is not', ['--text', 'x', '--label', 'ugly'], 2, /no label "ugly"/],
    ['texts from a stream without classes', ['--text', '-'], 2, /--labels FILE is missing/],
    ['what belongs to no option', ['--text', 'x', 'y'], 2, /"y" belongs to no option/],
    ['a filter without a value', ['--text', 'x', '--only', 'split'], 2, /--only split is not like split=test/],
    ['a folder that is not there', ['--pictures', 'nowhere', '--labels', 'x'], 1, /cannot read nowhere: there is no such file/],
    ['a file in place of a folder', ['--pictures', 'package.json', '--labels', 'x'], 1, /--pictures package\.json is not a folder/],
    ['a file that is not there', ['--text', 'nowhere.jsonl'], 1, /cannot read nowhere\.jsonl: there is no such file/],
  ])('refuses %s', async (_what, args, exitCode, message) => {
    const { code, notes } = await witnessmark(['evaluate', ...args]);
    expect([code, notes.join('\n')]).toEqual([exitCode, expect.stringMatching(message)]);
  });

  test.each([
    ['a row without a class', jsonl([{ id: 1, text: 'a' }]), /bad\.jsonl:1 has no "label"/],
    ['a row without the group', jsonl([{ id: 1, text: 'a', label: 0 }]), /bad\.jsonl:1 has no "lang"/],
    ['an item named twice', jsonl([{ id: 1, text: 'a', label: 0, lang: 'x' }, { id: 1, text: 'b', label: 0, lang: 'x' }]), /bad\.jsonl:2 names "1" again/],
    ['what is no JSON', 'no\n', /bad\.jsonl:1 is not JSON/],
    ['what is no object', '[1]\n', /bad\.jsonl:1 is not a JSON object/],
  ])('refuses %s, naming the line', async (_what, content, message) => {
    const { code, out, notes } = await witnessmark(['evaluate', '--text', write('bad.jsonl', content), '--group', 'lang']);
    expect([code, out, notes.join('\n')]).toEqual([1, [], expect.stringMatching(message)]);
  });

  test('measures nothing where no class means yes or no, and says how classes are named', async () => {
    const { code, out, notes } = await witnessmark(['evaluate', '--text', write('gray.jsonl', jsonl([{ id: 1, text: 'a', label: 'gray' }]))]);
    expect([code, out]).toEqual([1, []]);
    expect(notes).toEqual(['1 of another class left out', expect.stringMatching(/nothing to measure: no row of .*gray\.jsonl has a class that means yes or no; --class, --positive and --negative name it/)]);
  });

  test('takes texts from a stream whose classes are in a file', async () => {
    const input = () => Readable.from([Buffer.from(jsonl(ROWS))]);
    const { code, out } = await witnessmark(['evaluate', '--json', '--text', '-', '--labels', write('texts.jsonl', jsonl(ROWS))], { input });
    expect([code, (JSON.parse(out[0]!) as Evaluation).items]).toEqual([0, SPAM.length + TALK.length + 1]);
  });

  test('measures nothing where nothing that is named is there, and says so', async () => {
    const table = write('other.csv', 'id,label\nnobody,1\n');
    const { code, out, notes } = await witnessmark(['evaluate', '--text', write('texts.jsonl', jsonl(ROWS)), '--labels', table]);
    expect([code, out, notes]).toEqual([1, [], ['1 of 1 that the labels name are not there']]);
  });

  test('stops at Ctrl-C with the figures of what was judged', async () => {
    const stop = new AbortController();
    const progress = () => stop.abort();
    const { code, out, notes } = await witnessmark(['evaluate', '--text', write('texts.jsonl', jsonl(ROWS))], { progress, untilInterrupted: () => stop.signal });
    expect(code).toBe(130);
    expect(out).toHaveLength(1);
    expect(notes.at(-1)).toMatch(/^stopped: \d+ of \d+ judged$/);
  });
});
