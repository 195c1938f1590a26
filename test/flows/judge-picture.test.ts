import { describe, expect, it } from 'vitest';
import { NO_CREDENTIALS, type C2paReading } from '../../lib/core/c2pa-reading.ts';
import type { PictureInput } from '../../lib/core/detector.ts';
import type { Finding } from '../../lib/core/evidence.ts';
import { correctionsFrom } from '../../lib/core/correction.ts';
import type { Mark } from '../../lib/core/mark.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import { err, ok } from '../../lib/core/result.ts';
import type { PictureMode } from '../../lib/core/settings.ts';
import { createJudgePicture, type JudgePicturePorts } from '../../lib/flows/judge-picture.ts';
import { aClaim, aFlag, anAbstention, aPicture, aSignal } from '../support/core-builders.ts';
import { draw, type Drawing } from '../support/subjects-drawn-pictures.ts';

const SIGNAL = aSignal({ label: 'ai-made', band: 'no-sign', probability: 0.1, detector: { id: 'picture-ai', version: '1' } });
/** What a file says that calls itself made by a model. */
const MADE: Mark = { kind: 'digital-source-type', where: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType', value: 'trainedAlgorithmicMedia', strength: 'declared', label: 'ai-made', term: 'trainedAlgorithmicMedia' };
const VISIT = { pageUrl: 'https://harbour.example/', incognito: false, asked: false, isAllowed: true };

/** Ports that count what was done; each picture's bytes are its address unless `bytesOf` says otherwise. */
function ports(over: Partial<JudgePicturePorts> & { bytesOf?: (url: string) => string; mode?: PictureMode } = {}) {
  const done = { fetched: [] as string[], measured: 0, saved: [] as string[] };
  const disk = new Map<string, Finding>();
  const all: JudgePicturePorts = {
    lookUpFlags: async (subjects) => subjects.map(() => []),
    policy: async () => DEFAULT_POLICY,
    corrections: async () => correctionsFrom([]),
    pictureMode: async () => over.mode ?? 'automatic',
    savesData: () => false,
    fetchBytes: async (url) => {
      done.fetched.push(url);
      return ok(new TextEncoder().encode(over.bytesOf?.(url) ?? url));
    },
    digest: async (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('').padEnd(64, '0').slice(-64),
    readMarks: () => [],
    readCredentials: async () => NO_CREDENTIALS,
    now: () => 0,
    readPixelClaims: async () => [],
    decode: async () => ok({ rgba: new Uint8ClampedArray(4), width: 1, height: 1 }),
    detector: async () =>
      ok({
        ...SIGNAL.detector,
        digest: 'd1',
        measure: async (inputs) => {
          done.measured += inputs.length;
          return inputs.map(() => SIGNAL);
        },
      }),
    detectorRef: async () => SIGNAL.detector,
    chosen: async () => undefined,
    remembered: () => ({
      read: async (sha256) => disk.get(sha256),
      save: async (sha256, _digest, finding) => {
        done.saved.push(sha256);
        disk.set(sha256, finding);
      },
    }),
    ...over,
  };
  return { done, all };
}

describe('the same picture', () => {
  it('is fetched once by address and measured once by its bytes, also when asked for at once', async () => {
    const { done, all } = ports({ bytesOf: () => 'the same bytes' });
    const judge = createJudgePicture(all);
    const [a, b] = [aPicture(), aPicture({ ref: 'i2', url: 'https://cdn.example/copy.jpg' })];
    await Promise.all([judge(a, VISIT), judge(b, VISIT), judge(a, VISIT)]);
    await judge(b, VISIT);
    expect(done.fetched).toEqual([a.url, b.url]);
    expect(done.measured).toBe(1);
  });

  it('is not measured again after a restart', async () => {
    const { done, all } = ports();
    await createJudgePicture(all)(aPicture(), VISIT);
    await createJudgePicture(all)(aPicture(), VISIT);
    expect(done.measured).toBe(1);
  });

  it('is tried again after a failure that may pass', async () => {
    let fails = true;
    const { done, all } = ports({ fetchBytes: async () => (fails ? err({ tag: 'fetch-failed' }) : ok(new Uint8Array(3))) });
    const judge = createJudgePicture(all);
    expect((await judge(aPicture(), VISIT))[0]?.quiet).toMatchObject([{ why: 'fetch-failed' }]);
    fails = false;
    expect((await judge(aPicture(), VISIT))[0]?.quiet).toMatchObject([{ kind: 'signal' }]);
    expect(done.measured).toBe(1);
  });
});

it('a picture that one page must not cause to be fetched is fetched for a page that may', async () => {
  const { done, all } = ports();
  const isHome = (pageUrl: string) => pageUrl === 'http://printer.example/';
  const judge = createJudgePicture({ ...all, fetchBytes: async (url, visit, abort) => (isHome(visit.pageUrl) ? all.fetchBytes(url, visit, abort) : err({ tag: 'fetch-refused' })) });
  expect((await judge(aPicture(), VISIT))[0]?.quiet).toMatchObject([{ why: 'fetch-refused' }]);
  expect((await judge(aPicture(), { ...VISIT, pageUrl: 'http://printer.example/' }))[0]?.quiet).toMatchObject([{ kind: 'signal' }]);
  expect(done.fetched).toHaveLength(1);
});

describe('a browser that changes what is read', () => {
  it('leaves no trace: once it stops, the picture is judged', async () => {
    let isChanged = true;
    const { done, all } = ports({
      decode: async () => (isChanged ? err({ tag: 'self-test-failed' }) : ok({ rgba: new Uint8ClampedArray(4), width: 1, height: 1 })),
    });
    const judge = createJudgePicture(all);
    expect((await judge(aPicture(), VISIT))[0]?.quiet).toMatchObject([{ why: 'self-test-failed' }]);
    expect(done.saved).toEqual([]);
    isChanged = false;
    expect((await judge(aPicture(), VISIT))[0]?.quiet).toMatchObject([{ kind: 'signal' }]);
  });
});

describe('what the reader allows', () => {
  it.each([
    ['off', true, 0],
    ['off', false, 0],
    ['on-click', false, 0],
    ['on-click', true, 1],
    ['automatic', false, 1],
  ] as const)('pictures %s, asked for: %s → %i requests', async (mode, asked, requests) => {
    const { done, all } = ports({ mode });
    const [judged] = await createJudgePicture(all)(aPicture(), { ...VISIT, asked });
    expect(done.fetched).toHaveLength(requests);
    if (requests === 0) expect(judged?.quiet).toMatchObject([{ why: 'network-off' }]);
  });

  it('from a site the reader has not allowed are not fetched; lists are still asked about their address', async () => {
    const { done, all } = ports({ lookUpFlags: async (subjects) => subjects.map(({ kind }) => (kind === 'url' ? [aFlag({ on: 'url' })] : [])) });
    const judge = createJudgePicture(all);
    const [judged] = await judge(aPicture(), { ...VISIT, asked: true, isAllowed: false });
    expect(done.fetched).toEqual([]);
    expect(judged).toMatchObject({ verdicts: [{ standing: 'flagged' }], quiet: [{ why: 'not-allowed' }] });
    await judge(aPicture(), VISIT);
    expect(done.fetched, 'allowed since').toHaveLength(1);
  });

  it.each([
    ['on its own', false, 0],
    ['when asked', true, 1],
  ])('a browser that saves data fetches nothing %s', async (_when, asked, requests) => {
    const { done, all } = ports({ savesData: () => true });
    const [judged] = await createJudgePicture(all)(aPicture(), { ...VISIT, asked });
    expect(done.fetched).toHaveLength(requests);
    expect(judged?.quiet).toMatchObject([asked ? { kind: 'signal' } : { why: 'save-data' }]);
  });

  it('private windows leave nothing behind', async () => {
    const { done, all } = ports();
    await createJudgePicture(all)(aPicture(), { ...VISIT, incognito: true });
    expect(done.saved).toEqual([]);
  });
});

describe('what is said of a picture', () => {
  it('is by its bytes, and flags on its address are shown as well', async () => {
    const { all } = ports({ lookUpFlags: async (subjects) => subjects.map(({ kind }) => (kind === 'url' ? [aFlag({ on: 'url' })] : [])) });
    const judged = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged.map(({ subject, verdicts }) => [subject.kind, verdicts.length])).toEqual([
      ['media', 0],
      ['url', 1],
    ]);
  });

  it('is also what the file itself says, whatever the detector made of it', async () => {
    const { all } = ports({ readMarks: () => [MADE], decode: async () => err({ tag: 'undecodable' }) });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.verdicts).toMatchObject([{ label: 'ai-made', standing: 'declared' }]);
    expect(judged?.quiet).toMatchObject([{ why: 'undecodable' }]);
  });

  it('is also what its pixels say, which are decoded once for whoever asks', async () => {
    let decoded = 0;
    const { all } = ports({
      decode: async () => {
        decoded += 1;
        return ok({ rgba: new Uint8ClampedArray(4), width: 1, height: 1 });
      },
      readPixelClaims: async (_bytes, pixels) => ((await pixels()).ok ? [aClaim({ source: 'watermark' })] : []),
    });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.verdicts).toMatchObject([{ label: 'ai-made', standing: 'declared', evidence: [{ source: 'watermark' }, { kind: 'signal' }] }]);
    expect(decoded).toBe(1);
  });

  it('says what its pixels say also where the detector’s answer is remembered', async () => {
    const { all } = ports({ readPixelClaims: async (_bytes, pixels) => ((await pixels()).ok ? [aClaim({ source: 'watermark' })] : []) });
    await createJudgePicture(all)(aPicture(), VISIT);
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.verdicts).toMatchObject([{ label: 'ai-made' }]);
  });

  it('brings along what the file says that amounts to no label, once', async () => {
    const note = { kind: 'opt-out', where: 'xmp', field: 'plus:DataMining', value: 'DMI-PROHIBITED', strength: 'declared' } as const;
    const { all } = ports({ readMarks: () => [note], lookUpFlags: async (subjects) => subjects.map(() => [aFlag({ on: 'url' })]) });
    const judged = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged.map(({ notes }) => notes)).toEqual([[note], undefined]);
  });

  it('is by its address alone where the bytes are not to be had', async () => {
    const { all } = ports({ fetchBytes: async () => err({ tag: 'fetch-refused' }) });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.subject.kind).toBe('url');
    expect(judged?.quiet).toMatchObject([{ kind: 'abstention', why: 'fetch-refused' }]);
  });

  it('is by the digest where only the page holds the bytes: nothing is fetched', async () => {
    const { done, all } = ports();
    const [judged] = await createJudgePicture(all)(aPicture({ url: 'blob:https://harbour.example/1', sha256: 'ab'.repeat(32) }), VISIT);
    expect(judged?.subject).toEqual({ kind: 'media', canonical: `sha256:${'ab'.repeat(32)}` });
    expect(judged?.quiet).toMatchObject([{ why: 'held-in-page' }]);
    expect(done.fetched).toEqual([]);
  });

  it.each(['undecodable', 'too-large', 'animated'] as const)('abstains from %s pictures and says so', async (tag) => {
    const { all } = ports({ decode: async () => err({ tag }) });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.quiet).toMatchObject([{ kind: 'abstention', why: tag }]);
  });

  it('travels while the model loads', async () => {
    let loadingBegan = (): void => {};
    const began = new Promise<void>((resolve) => (loadingBegan = resolve));
    const { done, all } = ports();
    const judge = createJudgePicture({
      ...all,
      // The bytes arrive only once loading has begun: one after the other would wait for ever.
      fetchBytes: (...request) => began.then(() => all.fetchBytes(...request)),
      detector: () => {
        loadingBegan();
        return all.detector();
      },
    });
    await judge(aPicture(), VISIT);
    expect(done.measured).toBe(1);
  });

  it('is judged at its next sight where the detector broke while it loaded', async () => {
    let isBroken = true;
    const { done, all } = ports();
    const judge = createJudgePicture({
      ...all,
      detector: async () => {
        if (isBroken) throw new Error('out of memory');
        return all.detector();
      },
    });
    await expect(judge(aPicture(), VISIT)).rejects.toThrow('out of memory');
    isBroken = false;
    await judge(aPicture(), VISIT);
    expect(done.measured).toBe(1);
  });

  it('says why when the detector cannot run', async () => {
    const { all } = ports({ detector: async () => err({ tag: 'self-test-failed' }) });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.quiet).toMatchObject([{ kind: 'abstention', why: 'self-test-failed' }]);
  });
});

describe('the same picture recompressed or resized', () => {
  const ORIGINAL: Drawing = { kind: 'patches', width: 400, height: 300, seed: 5 };
  const original = draw(ORIGINAL);
  /** Every colour a little off, as a recompression leaves it. */
  const recompressed = { ...original, rgba: original.rgba.map((value, i) => value + ((i * 7) % 5) - 2) };

  /** Ports that decode an address to what `looks` says, or to a picture of its own. */
  function gallery(looks: Readonly<Record<string, PictureInput>>, over: Partial<JudgePicturePorts> = {}) {
    return ports({
      decode: async (bytes) => {
        const name = new TextDecoder().decode(bytes).replace(/.*\//, '');
        return ok(looks[name] ?? draw({ ...ORIGINAL, seed: name.length }));
      },
      ...over,
    });
  }
  const at = (name: string) => aPicture({ url: `https://pictures.example/${name}` });
  const findingOf = async (judged: Promise<readonly Judged[]>) => (await judged)[0]?.quiet[0];

  it('is judged by what was measured of the copy, and says so', async () => {
    const { done, all } = gallery({ a: original, b: recompressed });
    const judge = createJudgePicture(all);
    expect(await findingOf(judge(at('a'), VISIT))).toEqual(SIGNAL);
    expect(await findingOf(judge(at('b'), VISIT))).toEqual({ ...SIGNAL, copy: { width: 400, height: 300 } });
    expect(done.measured).toBe(1);
  });

  it('is measured once also where both are asked for at once', async () => {
    const { done, all } = gallery({ a: original, b: recompressed });
    const judge = createJudgePicture(all);
    await Promise.all([judge(at('a'), VISIT), judge(at('b'), VISIT)]);
    expect(done.measured).toBe(1);
  });

  it('is measured itself when the reader asks about it, whatever is remembered', async () => {
    const { done, all } = gallery({ a: original, b: recompressed });
    const judge = createJudgePicture(all);
    await judge(at('a'), VISIT);
    await judge(at('b'), VISIT);
    expect(await findingOf(judge(at('b'), { ...VISIT, asked: true }))).toEqual(SIGNAL);
    expect(await findingOf(judge(at('b'), VISIT))).toEqual(SIGNAL);
    expect(done.measured).toBe(2);
  });

  it('is judged so by the model of the reader’s choice too, until the reader asks about it', async () => {
    let measuredBeside = 0;
    const besides = aSignal({ ...SIGNAL, detector: { id: 'picture-ai', version: 'chosen' } });
    const detector = async () => ok({ ...besides.detector, digest: 'other', measure: async () => (measuredBeside++, [besides]) });
    const { done, all } = gallery({ a: original, b: recompressed }, { chosen: async () => ({ isAutomatic: true, detectorRef: besides.detector, detector }) });
    const judge = createJudgePicture(all);
    await judge(at('a'), VISIT);
    const [again] = await judge(at('b'), VISIT);
    const copy = { width: 400, height: 300 };
    expect(new Set(again?.quiet)).toEqual(new Set([{ ...SIGNAL, copy }, { ...besides, copy }]));
    const [asked] = await judge(at('b'), { ...VISIT, asked: true });
    expect(new Set(asked?.quiet)).toEqual(new Set([SIGNAL, besides]));
    expect([done.measured, measuredBeside]).toEqual([2, 2]);
  });

  it('is measured itself where it is much larger, for it may show what the copy lost; the larger then serves both', async () => {
    const large = draw({ ...ORIGINAL, width: 640, height: 640 });
    const { done, all } = gallery({ small: shrunk(large, 4), large, middle: shrunk(large, 2) });
    const judge = createJudgePicture(all);
    await judge(at('small'), VISIT);
    expect(await findingOf(judge(at('large'), VISIT))).toEqual(SIGNAL);
    expect(await findingOf(judge(at('middle'), VISIT))).toMatchObject({ copy: { width: 640 } });
    expect(done.measured).toBe(2);
  });

  it('is not judged by a copy that a detector declined, another detector judged or that could not be measured', async () => {
    let digest = 'd1';
    const outcomes = [SIGNAL, anAbstention(), new Error('out of memory'), SIGNAL];
    const { all } = gallery(
      { a: original, b: recompressed, c: original, d: recompressed },
      {
        detector: async () =>
          ok({
            ...SIGNAL.detector,
            digest,
            measure: async () => {
              const outcome = outcomes.shift()!;
              if (outcome instanceof Error) throw outcome;
              return [outcome];
            },
          }),
        remembered: () => ({ read: async () => undefined, save: async () => {} }),
      },
    );
    const judge = createJudgePicture(all);
    expect(await findingOf(judge(at('a'), VISIT))).toEqual(SIGNAL);
    digest = 'd2';
    expect(await findingOf(judge(at('b'), VISIT))).toEqual(anAbstention());
    await expect(judge(at('c'), VISIT)).rejects.toThrow('out of memory');
    expect(await findingOf(judge(at('d'), VISIT))).toEqual(SIGNAL);
  });

  it('is not recognised across the wall of private windows, nor after everything was forgotten', async () => {
    const { done, all } = gallery({ a: original, b: recompressed, c: recompressed, d: recompressed });
    const judge = createJudgePicture(all);
    await judge(at('a'), VISIT);
    await judge(at('b'), { ...VISIT, incognito: true });
    expect(done.measured).toBe(2);
    judge.forget();
    await judge(at('c'), VISIT);
    await judge(at('d'), { ...VISIT, incognito: true });
    expect(done.measured).toBe(4);
  });

  it('is not recognised by a measurement that was under way when everything was erased', async () => {
    let [start, arrive] = [() => {}, () => {}];
    const started = new Promise<void>((resolve) => (start = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const { done, all } = gallery({ a: original, b: recompressed });
    const judge = createJudgePicture({
      ...all,
      fetchBytes: async (url, ...rest) => {
        start();
        await arrived;
        return all.fetchBytes(url, ...rest);
      },
    });
    const underWay = judge(at('a'), VISIT);
    await started;
    judge.forget();
    arrive();
    await underWay;
    await judge(at('b'), VISIT);
    expect(done.measured).toBe(2);
  });

  it('tells flat pictures from one another by their bytes only', async () => {
    const flat = (seed: number) => draw({ kind: 'flat', width: 300, height: 300, seed });
    const { done, all } = gallery({ a: flat(1), b: flat(2) });
    const judge = createJudgePicture(all);
    await judge(at('a'), VISIT);
    await judge(at('b'), VISIT);
    expect(done.measured).toBe(2);
  });
});

/** Every square of pixels as its mean. */
function shrunk({ rgba, width, height }: PictureInput, times: number): PictureInput {
  const small = { width: width / times, height: height / times, rgba: new Uint8ClampedArray(rgba.length / times ** 2) };
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let i = 0; i < times ** 2; i++) sum += rgba[((y * times + Math.floor(i / times)) * width + x * times + (i % times)) * 4 + channel]!;
        small.rgba[(y * small.width + x) * 4 + channel] = sum / times ** 2;
      }
    }
  }
  return small;
}

describe('Content Credentials', () => {
  const CAPTURE: C2paReading = { ...NO_CREDENTIALS, state: 'trusted', sourceTypes: [{ term: 'digitalCapture', of: 'itself', trusted: true }] };
  const LIKELY = aSignal({ label: 'ai-made', band: 'likely', probability: 0.9, detector: { id: 'picture-ai', version: '1' } });

  it('of a signed capture outrank a model that says otherwise, and both are told', async () => {
    const { all } = ports({
      readCredentials: async () => CAPTURE,
      detector: async () => ok({ ...LIKELY.detector, digest: 'd1', measure: async (inputs) => inputs.map(() => LIKELY) }),
    });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.credentials).toEqual(CAPTURE);
    expect(judged?.verdicts.map(({ label, standing }) => [label, standing])).toEqual([['camera-capture', 'declared']]);
    expect(judged?.verdicts[0]?.evidence).toMatchObject([{ kind: 'claim', source: 'c2pa', signed: true }, { kind: 'signal', label: 'ai-made' }]);
  });

  it('of a changed file say nothing of how it was made: what the model says stands', async () => {
    const { all } = ports({
      readCredentials: async () => ({ ...CAPTURE, state: 'content-changed' }),
      detector: async () => ok({ ...LIKELY.detector, digest: 'd1', measure: async (inputs) => inputs.map(() => LIKELY) }),
    });
    const [judged] = await createJudgePicture(all)(aPicture(), VISIT);
    expect(judged?.credentials?.state).toBe('content-changed');
    expect(judged?.verdicts.map(({ label, standing }) => [label, standing])).toEqual([['ai-made', 'suggested']]);
  });

  it('that a picture does not have are not told', async () => {
    const { all } = ports();
    expect(await createJudgePicture(all)(aPicture(), VISIT)).toMatchObject([{ quiet: [{}] }]);
    expect((await createJudgePicture(all)(aPicture(), VISIT))[0]).not.toHaveProperty('credentials');
  });
});

describe('by what a picture is looked up', () => {
  it('is told to who keeps it, bytes and address, and to nobody where the visit does not say so', async () => {
    const { all } = ports({
      lookUpFlags: async (subjects, onKey) => {
        for (const { kind } of subjects) onKey?.({ kind, key: new Uint8Array(12) });
        return subjects.map(() => []);
      },
    });
    const judge = createJudgePicture(all);
    const told: string[] = [];
    await judge(aPicture(), { ...VISIT, onKey: ({ kind }) => void told.push(kind) });
    await judge(aPicture(), VISIT);
    expect(told).toEqual(['media', 'url']);
  });
});

describe('what a page says of a picture', () => {
  it('is said on that page, and on no other that shows the same file', async () => {
    const { done, all } = ports();
    const judge = createJudgePicture(all);
    const sourceTypes = ['https://schema.org/TrainedAlgorithmicMediaDigitalSource'];
    expect((await judge(aPicture({ sourceTypes }), VISIT))[0]?.verdicts).toMatchObject([{ label: 'ai-made', standing: 'declared' }]);
    expect((await judge(aPicture(), VISIT))[0]?.verdicts).toEqual([]);
    expect(done.fetched).toHaveLength(1);
  });

  it('is said where the picture is not fetched', async () => {
    const judge = createJudgePicture(ports({ mode: 'off' }).all);
    const sourceTypes = ['http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'];
    expect((await judge(aPicture({ sourceTypes }), VISIT))[0]?.verdicts).toMatchObject([{ label: 'camera-capture', evidence: [{ source: 'platform' }] }]);
  });
});
