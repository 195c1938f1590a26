import { describe, expect, it } from 'vitest';
import { NO_CREDENTIALS } from '../../lib/core/c2pa-reading.ts';
import { correctionsFrom } from '../../lib/core/correction.ts';
import type { PictureInput } from '../../lib/core/detector.ts';
import { DEFAULT_POLICY, withPolicyChange } from '../../lib/core/policy.ts';
import { err, ok } from '../../lib/core/result.ts';
import { createJudgePicture, type JudgePicturePorts } from '../../lib/flows/judge-picture.ts';
import { createLookAlikes } from '../../lib/flows/look-alikes.ts';
import { COMPARED_SIDE_PX } from '../../lib/flows/measured-copies.ts';
import { PictureIndex } from '../../lib/lists/picture-index.ts';
import { pdqOf, writePdq } from '../../lib/subjects/pdq.ts';
import { aFlag, aPicture, aSignal } from '../support/core-builders.ts';
import { aDraft, builtList, NOW_MS, verifiedList } from '../support/lists-draft.ts';
import { draw } from '../support/subjects-drawn-pictures.ts';

const SIGNAL = aSignal({ label: 'ai-made', band: 'no-sign', probability: 0.1, detector: { id: 'picture-ai', version: '1' } });
const VISIT = { pageUrl: 'https://harbour.example/', incognito: false, asked: false, isAllowed: true };
const flagged = draw({ kind: 'patches', seed: 7, width: 640, height: 480 });
const other = draw({ kind: 'patches', seed: 8, width: 640, height: 480 });
/** The same at half its size, as a site would serve it again. */
const again = halved(flagged);

function halved({ rgba, width, height }: PictureInput): PictureInput {
  const half = { width: width / 2, height: height / 2 };
  const small = new Uint8ClampedArray(half.width * half.height * 4);
  for (let i = 0; i < small.length; i++) {
    const [x, y, channel] = [(i >> 2) % half.width, Math.floor((i >> 2) / half.width), i % 4];
    const at = (dx: number, dy: number) => rgba[((2 * y + dy) * width + 2 * x + dx) * 4 + channel]!;
    small[i] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
  }
  return { rgba: small, ...half };
}

const { hash, quality } = pdqOf(flagged, COMPARED_SIDE_PX);
const list = verifiedList(await builtList(aDraft({ flags: [{ pdq: hash, quality, label: 'Scam' }] })));

function judging(picture: PictureInput, isFollowed = true, over: Partial<JudgePicturePorts> = {}) {
  const pictures = new PictureIndex();
  if (isFollowed) pictures.add(list.id, list.pictures);
  const meaningOf = () => ({ id: list.id, name: list.name, epochMs: list.epochMs, labels: list.labels });
  return createJudgePicture({
    lookUpFlags: async (subjects) => subjects.map(() => []),
    lookAlikes: async () => createLookAlikes({ pictures, meaningOf }, () => NOW_MS),
    policy: async () => withPolicyChange(DEFAULT_POLICY, { treatments: { scam: 'hide' } }),
    corrections: async () => correctionsFrom([]),
    pictureMode: async () => 'automatic',
    savesData: () => false,
    fetchBytes: async () => ok(new Uint8Array(3)),
    digest: async () => 'a'.repeat(64),
    readMarks: () => [],
    readCredentials: async () => NO_CREDENTIALS,
    now: () => NOW_MS,
    readPixelClaims: async () => [],
    decode: async () => ok(picture),
    detector: async () => ok({ ...SIGNAL.detector, digest: 'd', measure: async (inputs) => inputs.map(() => SIGNAL) }),
    detectorRef: async () => SIGNAL.detector,
    chosen: async () => undefined,
    remembered: () => ({ read: async () => undefined, save: async () => {} }),
    ...over,
  })(aPicture(), VISIT);
}

describe('a picture that looks like one that a list flags', () => {
  it('is labelled, and no more, and says that it is about a look-alike', async () => {
    const [judged] = await judging(again);
    expect(judged?.verdicts).toMatchObject([{ label: 'scam', standing: 'flagged', treatment: 'badge', evidence: [{ kind: 'flag', on: 'media', held: 'near', look: { kind: 'look', pdq: writePdq(hash) }, labelName: 'Scam' }] }]);
  });

  it('is not where it looks otherwise, no list is followed, or there are no pixels', async () => {
    expect((await judging(other))[0]?.verdicts).toEqual([]);
    expect((await judging(again, false))[0]?.verdicts).toEqual([]);
    expect((await judging(again, true, { decode: async () => err({ tag: 'undecodable' }) }))[0]?.verdicts).toEqual([]);
  });

  it('is looked for only where a list flags any: a remembered picture is not decoded for it', async () => {
    let decoded = 0;
    const counted: Partial<JudgePicturePorts> = { decode: async () => ((decoded += 1), ok(again)), remembered: () => ({ read: async () => SIGNAL, save: async () => {} }) };
    await judging(again, false, counted);
    expect(decoded).toBe(0);
    expect((await judging(again, true, counted))[0]?.verdicts).toHaveLength(1);
    expect(decoded).toBe(1);
  });

  it('is said once of a picture that the list flags by its very bytes', async () => {
    const exact = aFlag({ label: 'scam', list: { id: list.id, name: list.name }, on: 'media' });
    const [judged] = await judging(flagged, true, { lookUpFlags: async (subjects) => subjects.map(({ kind }) => (kind === 'media' ? [exact] : [])) });
    expect(judged?.verdicts).toMatchObject([{ treatment: 'hide', evidence: [{ kind: 'flag' }] }]);
    expect(judged?.verdicts[0]?.evidence).toHaveLength(1);
  });
});
