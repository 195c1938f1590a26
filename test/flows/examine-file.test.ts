import { describe, expect, it } from 'vitest';
import { NO_CREDENTIALS, type C2paReading } from '../../lib/core/c2pa-reading.ts';
import { correctionsFrom } from '../../lib/core/correction.ts';
import type { PictureInput } from '../../lib/core/detector.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { err, ok } from '../../lib/core/result.ts';
import { examineFile, type ExamineFilePorts } from '../../lib/flows/examine-file.ts';
import { COMPARED_SIDE_PX } from '../../lib/flows/measured-copies.ts';
import { decodeReceipt } from '../../lib/lists/receipt.ts';
import { sha256Hex } from '../../lib/media/digest.ts';
import { pdqOf, writePdq } from '../../lib/subjects/pdq.ts';
import { aClaim, aFlag, aSignal } from '../support/core-builders.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, someFlags } from '../support/lists-draft.ts';
import { changed, flipped, madeReceipt } from '../support/lists-receipts.ts';
import { aPicture } from '../support/media-pictures.ts';
import { aJpegWith, aSourceType } from '../support/provenance-pictures.ts';
import { draw } from '../support/subjects-drawn-pictures.ts';

const SIGNAL = aSignal({ label: 'ai-made', band: 'no-sign', probability: 0.1, detector: { id: 'picture-ai', version: '1' }, reason: { code: 'picture-texture', crops: 5, cropPx: 224 } });
const CHOSEN = aSignal({ ...SIGNAL, band: 'likely', probability: 0.99, detector: { id: 'picture-hub', version: 'abc' } });
/** A byte of a tip that the writer's signature takes (docs/protocol.md, section 3). */
const IN_SIGNATURE = 100;
const never = new AbortController().signal;
const bytesOf = (text: string) => new TextEncoder().encode(text);

function ports(over: Partial<ExamineFilePorts> = {}): ExamineFilePorts {
  return {
    lookUpFlags: async (subjects) => subjects.map(() => []),
    policy: async () => DEFAULT_POLICY,
    corrections: async () => correctionsFrom([]),
    digest: sha256Hex,
    readCredentials: async () => NO_CREDENTIALS,
    readPixelClaims: async () => [],
    now: () => 7,
    decode: async () => ok({ rgba: new Uint8ClampedArray(4), width: 1, height: 1 }),
    detector: async () => ok({ ...SIGNAL.detector, digest: 'd1', measure: async (inputs) => inputs.map(() => SIGNAL) }),
    detectorRef: async () => SIGNAL.detector,
    chosen: async () => undefined,
    ...over,
  };
}

describe('a file that is examined', () => {
  it('is told by kind, size and digest, and a picture by what the detectors find', async () => {
    const bytes = await aPicture('png', 20, 10);
    const file = await examineFile(bytes, ports(), never);
    expect(file).toMatchObject({ kind: 'png', bytes: bytes.length, size: { width: 20, height: 10 }, claims: [], notChecked: [] });
    expect(file.judged.subject).toEqual({ kind: 'media', canonical: `sha256:${file.sha256}` });
    expect(file.judged.quiet).toEqual([SIGNAL]);
  });

  it('is told by how it looks, where that has features enough to be compared', async () => {
    const patches = draw({ kind: 'patches', seed: 7, width: 640, height: 480 });
    const bytes = await aPicture('png', 20, 10);
    const pdqIn = async (picture: PictureInput) => (await examineFile(bytes, ports({ decode: async () => ok(picture) }), never)).pdq;
    expect(await pdqIn(patches)).toBe(writePdq(pdqOf(patches, COMPARED_SIDE_PX).hash));
    expect(await pdqIn(draw({ kind: 'flat', seed: 7, width: 640, height: 480 }))).toBeUndefined();
  });

  it('is weighed with what it says of itself, what lists say of it, and what the model of the reader’s choice finds', async () => {
    const pixelClaim = aClaim({ source: 'watermark', value: 'SDV2' });
    const flag = aFlag({ label: 'misleading-context', on: 'media' });
    const file = await examineFile(
      await aJpegWith(aSourceType('trainedAlgorithmicMedia')),
      ports({
        readPixelClaims: async () => [pixelClaim],
        lookUpFlags: async (subjects) => subjects.map(({ kind }) => (kind === 'media' ? [flag] : [])),
        chosen: async () => ({ isAutomatic: false, detectorRef: CHOSEN.detector, detector: async () => ok({ ...CHOSEN.detector, digest: 'd2', measure: async (inputs) => inputs.map(() => CHOSEN) }) }),
      }),
      never,
    );
    expect(file.claims.map(({ source, value, at }) => [source, value.split('/').at(-1), at])).toEqual([['iptc-digital-source-type', 'trainedAlgorithmicMedia', 7], ['watermark', 'SDV2', pixelClaim.at]]);
    expect(file.judged.verdicts.map(({ label, evidence }) => [label, evidence.length])).toEqual([['ai-made', 4], ['misleading-context', 1]]);
  });

  it('carries its credentials, and what it says that amounts to no label', async () => {
    const credentials: C2paReading = { ...NO_CREDENTIALS, state: 'trusted', sourceTypes: [{ term: 'digitalCapture', of: 'itself', trusted: true }] };
    const file = await examineFile(await aJpegWith(aSourceType('screenCapture')), ports({ readCredentials: async () => credentials }), never);
    expect(file.judged).toMatchObject({ credentials, notes: [{ kind: 'digital-source-type', term: 'screenCapture' }], verdicts: [{ label: 'camera-capture', evidence: [{ source: 'c2pa', signed: true }] }] });
  });

  it.each([
    ['a film', '\0\0\0\x14ftypisom\0\0\0\0isom', 'mp4', ['frames', 'sound', 'face-motion']],
    ['sound', 'ID3\x04', 'mp3', ['sound']],
    ['a document', '%PDF-1.7', 'pdf', ['pixels']],
    ['a drawing', '<svg>', 'svg', ['pixels']],
    ['something unknown', 'harbour', undefined, ['kind']],
    ['nothing at all', '', undefined, ['kind']],
  ])('says of %s what nobody looked at, and no detector is asked', async (_, text, kind, notChecked) => {
    const file = await examineFile(bytesOf(text), ports({ detector: async () => { throw new Error('asked'); } }), never);
    expect([file.kind, file.notChecked, file.judged.quiet]).toEqual([kind, notChecked, []]);
  });

  it('proves, where it is a receipt, what the list said, or says why it proves nothing', async () => {
    const [flag] = someFlags(1);
    const receipt = madeReceipt(await builtList(aDraft({ flags: someFlags(3) })), flag!.subject);
    const at = (nowMs: number) => ports({ now: () => nowMs });
    const file = await examineFile(receipt, at(NOW_MS), never);
    expect(file).toMatchObject({ kind: 'receipt', claims: [], notChecked: [], receipt: { kind: 'proves', proven: { about: flag!.subject, flag: { labelName: 'Scam' }, hasExpired: false } } });
    expect((await examineFile(receipt, at(NOW_MS + 400 * DAY_MS), never)).receipt).toMatchObject({ kind: 'proves', proven: { hasExpired: true } });
    expect((await examineFile(receipt, at(NOW_MS - DAY_MS), never)).receipt).toMatchObject({ kind: 'proves-nothing', why: 'dated-ahead' });
    expect((await examineFile(changed(receipt, { tip: flipped(decodeReceipt(receipt).tip, IN_SIGNATURE, 1) }), at(NOW_MS), never)).receipt).toMatchObject({ kind: 'proves-nothing', why: 'not-signed' });
    expect((await examineFile(changed(receipt, { label: 2 }), at(NOW_MS), never)).receipt).toMatchObject({ kind: 'proves-nothing', why: 'altered' });
    expect((await examineFile(bytesOf('{"format":"flag-receipt@1"}'), at(NOW_MS), never)).receipt).toMatchObject({ kind: 'proves-nothing', why: 'not-a-receipt' });
    expect((await examineFile(bytesOf('{"format":"other@1"}'), at(NOW_MS), never)).receipt).toBeUndefined();
  });

  it('is not judged where it cannot be decoded or no model starts, and says why', async () => {
    const broken = await examineFile(bytesOf('\x89PNG'), ports(), never);
    expect(broken.kind).toBeUndefined();
    const picture = await aPicture('png', 20, 10);
    expect((await examineFile(picture, ports({ decode: async () => err({ tag: 'too-large' }) }), never)).judged.quiet).toMatchObject([{ why: 'too-large' }]);
    expect((await examineFile(picture, ports({ detector: async () => err({ tag: 'detector-failed' }) }), never)).judged.quiet).toMatchObject([{ why: 'detector-failed' }]);
  });

  it('is left alone when the reader stops it', async () => {
    const stopping = new AbortController();
    const examined = examineFile(await aPicture('png', 20, 10), ports({ digest: async (bytes) => { stopping.abort(); return sha256Hex(bytes); }, readCredentials: () => { throw new Error('went on'); } }), stopping.signal);
    await expect(examined).rejects.toMatchObject({ name: 'AbortError' });
  });
});
