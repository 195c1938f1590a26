import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import sharp from 'sharp';
import { C2PA_STATES } from '../../lib/core/c2pa-reading.ts';
import { MARK_KINDS, MARK_STRENGTHS, WORK_USES } from '../../lib/core/mark.ts';
import { KNOWN_WATERMARKS } from '../../lib/provenance/pixels/known-watermarks.ts';
import { NAMESPACES } from '../../lib/provenance/marks/mark-reader.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { makeC2paPictures, makeSigners, SIGNED_AT } from '../support/c2pa-pictures.ts';
import { aScene, decoded } from '../support/media-pictures.ts';
import { aFileWith, aJpegFile } from '../support/provenance-files.ts';
import { withStealthBits, withWatermark } from '../support/provenance-pixels.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-provenance-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** What `--help` promises of a line. */
const lineSchema = z.strictObject({
  file: z.string(),
  c2pa: z.strictObject({ state: z.enum(C2PA_STATES), signer: z.string().nullable(), time: z.iso.datetime().nullable(), sourceTypes: z.array(z.string()), actions: z.array(z.string()) }),
  marks: z.array(
    z.strictObject({
      kind: z.enum(MARK_KINDS),
      where: z.string().regex(/^[a-z0-9-]+:/),
      value: z.string().max(240),
      strength: z.enum(MARK_STRENGTHS),
      label: z.enum(['ai-made', 'ai-edited', 'camera-capture', 'human-edited']).optional(),
    }),
  ),
  optOut: z.partialRecord(z.enum(WORK_USES), z.enum(['allowed', 'refused', 'constrained'])),
  problem: z.string().optional(),
});

async function lines(...args: readonly string[]) {
  const { code, out } = await witnessmark(['provenance', '--json', ...args]);
  return { code, lines: out.map((line) => lineSchema.parse(JSON.parse(line))) };
}

const SOURCE_TYPE = { where: 'xmp', name: `${NAMESPACES['Iptc4xmpExt:']}DigitalSourceType`, text: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia' } as const;
const NO_TRAINING = { where: 'xmp', name: `${NAMESPACES['plus:']}DataMining`, text: 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING' } as const;
const marked = write('marked.jpg', aFileWith(SOURCE_TYPE, NO_TRAINING, { where: 'iptc', name: 'Credit', text: 'Made with Google AI' }).bytes);
const plain = write('plain.jpg', aJpegFile());

describe('witnessmark provenance', () => {
  test('says a line of JSON for each file, and goes on where one cannot be read', async () => {
    const gone = join(folder, 'gone.png');
    const words = write('words.png', 'no picture');
    const { code, lines: said } = await lines(marked, gone, words, folder, plain);
    expect(code).toBe(1);
    const c2pa = { state: 'none', signer: null, time: null, sourceTypes: [], actions: [] };
    expect(said).toEqual([
      {
        file: marked,
        c2pa,
        marks: [
          { kind: 'digital-source-type', where: 'xmp:Iptc4xmpExt:DigitalSourceType', value: SOURCE_TYPE.text, strength: 'declared', label: 'ai-made' },
          { kind: 'opt-out', where: 'xmp:plus:DataMining', value: NO_TRAINING.text, strength: 'declared' },
          { kind: 'generator', where: 'iptc:Credit', value: 'Google AI: Made with Google AI', strength: 'declared', label: 'ai-made' },
        ],
        optOut: { 'ai-training': 'refused', 'ai-generative-training': 'refused' },
      },
      { file: gone, c2pa, marks: [], optOut: {}, problem: 'It cannot be read: there is no such file.' },
      { file: words, c2pa, marks: [], optOut: {}, problem: 'It is of no kind whose metadata is read here.' },
      { file: folder, c2pa, marks: [], optOut: {}, problem: 'It is a folder.' },
      { file: plain, c2pa, marks: [], optOut: {} },
    ]);
  });

  test('reads Content Credentials, by the lists it is given', async () => {
    const signers = await makeSigners();
    const { generated, unwilling } = await makeC2paPictures(signers);
    const [file, asking] = [write('generated.jpg', generated), write('unwilling.jpg', unwilling)];
    const lists = ['--signers', write('signers.pem', signers.trust.signers), '--time-stampers', write('clocks.pem', signers.trust.timeStampers)];
    const { code, lines: said } = await lines(file, asking, ...lists);
    expect([code, said[0]]).toMatchObject([0, { c2pa: { state: 'trusted', signer: 'Harbour Tests, Harbour Generator', time: SIGNED_AT.toISOString(), sourceTypes: ['trainedAlgorithmicMedia'], actions: ['c2pa.created'] } }]);
    expect(Object.values(said[1]?.optOut ?? {})).toContain('refused');
    expect((await lines(file)).lines).toMatchObject([{ c2pa: { state: 'no-trust-list' } }]);
    const { out } = await witnessmark(['provenance', file, ...lists]);
    expect(out).toEqual([`${file}:`, `  c2pa                  trusted  Harbour Tests, Harbour Generator, ${SIGNED_AT.toISOString()}, trainedAlgorithmicMedia, c2pa.created`]);
  });

  test('refuses a list that is none', async () => {
    const { code, notes } = await witnessmark(['provenance', marked, '--signers', plain]);
    expect([code, notes]).toEqual([1, [expect.stringContaining('holds no certificates (PEM)')]]);
  });

  test('looks into the pixels', async () => {
    const scene = await decoded(aScene(512, 512, 1));
    const png = async (name: string, { rgba, width, height }: typeof scene) => write(name, await sharp(Buffer.from(rgba), { raw: { width, height, channels: 4 } }).png().toBuffer());
    const [{ bits, readings }] = KNOWN_WATERMARKS as [(typeof KNOWN_WATERMARKS)[number]];
    const files = [await png('hidden.png', withStealthBits(scene, 'pngcomp', '{"Software":"NovelAI","Description":"a lighthouse"}')), await png('watermarked.png', withWatermark(scene, bits, readings[0]!))];
    const { code, lines: said } = await lines(...files);
    expect([code, said.map(({ marks }) => marks)]).toEqual([0, [
      [{ kind: 'stealth-bits', where: 'pixels:stealth_png', value: 'NovelAI: a lighthouse', strength: 'declared', label: 'ai-made' }],
      [{ kind: 'watermark', where: 'pixels:dwtDct', value: 'Stable Diffusion XL: 48 of 48 bits', strength: 'measured', label: 'ai-made' }],
    ]]);
  });

  test('speaks to people in rows', async () => {
    const { code, out } = await witnessmark(['provenance', marked, plain]);
    expect([code, out]).toEqual([0, [
      `${marked}:`,
      `  digital-source-type   declared   xmp:Iptc4xmpExt:DigitalSourceType     ${SOURCE_TYPE.text}`,
      `  opt-out               declared   xmp:plus:DataMining                   ${NO_TRAINING.text}`,
      '  generator             declared   iptc:Credit                           Google AI: Made with Google AI',
      '  the creator asks: ai-training refused, ai-generative-training refused',
      `${plain}: no mark, which proves nothing`,
    ]]);
  });

  test('reads names from standard input', async () => {
    const { code, out } = await witnessmark(['provenance', '-', '--json'], { input: () => Readable.from([`${marked}\r\n\n${plain}`]) });
    expect([code, out.map((line) => (JSON.parse(line) as { file: string }).file)]).toEqual([0, [marked, plain]]);
  });

  test('lets no mark write to the terminal but text', async () => {
    const hostile = write('hostile.jpg', aFileWith({ where: 'jpeg-comment', name: 'COM', text: '\u001b[2J\u202e\nSteps: 20, Sampler: \u001b]0;owned\u0007' }).bytes);
    const [text, json] = [await witnessmark(['provenance', hostile]), await witnessmark(['provenance', hostile, '--json'])];
    expect(text.out).toHaveLength(2);
    expect([...text.out, ...json.out].join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test('stops at Ctrl-C', async () => {
    const stop = AbortSignal.abort();
    expect(await witnessmark(['provenance', marked], { untilInterrupted: () => stop })).toMatchObject({ code: 130, out: [] });
  });

  test.each([
    [['provenance'], /FILE is missing/],
    [['provenance', 'x', '--frobnicate'], /--frobnicate/],
  ])('%j is answered with what is wrong, and 2', async (args, reason) => {
    const { code, notes, out } = await witnessmark(args);
    expect([code, out, notes.join('\n')]).toEqual([2, [], expect.stringMatching(reason)]);
  });

  test('nothing to read ends with 1', async () => {
    expect(await witnessmark(['provenance', '-'])).toMatchObject({ code: 1, out: [] });
  });
});
