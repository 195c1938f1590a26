import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Detector } from '../../lib/core/detector.ts';
import { ABSTAIN_REASONS, DETECTOR_IDS, SUGGESTS, type Abstention, type Signal } from '../../lib/core/evidence.ts';

export interface DetectorCase<Input> {
  readonly name: string;
  /** Makes the detector; its clock must answer `now`. */
  readonly create: (now: () => number) => Detector<Input> | Promise<Detector<Input>>;
  /** The weights or rules whose digest the detector states. */
  readonly weights: Uint8Array;
  /** Inputs it can judge: at least two that differ. */
  readonly judged: readonly [Input, Input, ...Input[]];
  /** Inputs it must decline, each with the reason it must give. */
  readonly declined: readonly (readonly [what: string, input: Input, why: Abstention['why']])[];
  /** Hostile and broken inputs: any answer will do, as long as there is one. */
  readonly hostile: readonly Input[];
}

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const NEVER = new AbortController().signal;

/** What every detector promises, whatever it looks at. */
export function describeDetector<Input>(subject: DetectorCase<Input>): void {
  describe(`${subject.name} keeps the detector contract`, () => {
    let detector: Detector<Input>;
    beforeAll(async () => {
      detector = await subject.create(() => NOW);
    });

    it('names itself, its version and the SHA-256 of its weights', () => {
      expect(DETECTOR_IDS).toContain(detector.id);
      expect(detector.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(detector.digest).toBe(bytesToHex(sha256(subject.weights)));
    });

    it('answers every input, in order, with a well-formed finding', async () => {
      const inputs = [...subject.judged, ...subject.declined.map(([, input]) => input), ...subject.hostile];
      const findings = await detector.measure(inputs, NEVER);
      expect(findings).toHaveLength(inputs.length);
      for (const finding of findings) expectWellFormed(finding, detector);
      for (const finding of findings.slice(0, subject.judged.length)) expect(finding.kind).toBe('signal');
      const reversed = await detector.measure(inputs.toReversed(), NEVER);
      expect(reversed.toReversed()).toEqual(findings);
    });

    it('answers an input alone as it does in a batch', async () => {
      const batch = await detector.measure(subject.judged, NEVER);
      for (const [i, input] of subject.judged.entries()) {
        expect(await detector.measure([input], NEVER)).toEqual([batch[i]]);
      }
    });

    it('answers nothing to nothing', async () => {
      expect(await detector.measure([], NEVER)).toEqual([]);
    });

    it.each(subject.declined)('declines %s', async (_what, input, why) => {
      expect(await detector.measure([input], NEVER)).toEqual([
        { kind: 'abstention', detector: { id: detector.id, version: detector.version }, why },
      ]);
    });

    it('does not start once aborted: it rejects with the reason given', async () => {
      const reason = new Error('the page went away');
      await expect(detector.measure(subject.judged, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('stops in the middle of a batch when aborted', async () => {
      const reason = new Error('the page went away');
      const abort = new AbortController();
      const batch = Array.from({ length: 200 }, () => subject.judged[0]);
      const measuring = detector.measure(batch, abort.signal);
      setTimeout(() => abort.abort(reason), 0);
      await expect(measuring).rejects.toBe(reason);
    });
  });
}

function expectWellFormed(finding: Signal | Abstention, { id, version }: Detector<never>): void {
  expect(finding.detector).toEqual({ id, version });
  if (finding.kind === 'abstention') {
    expect(ABSTAIN_REASONS).toContain(finding.why);
    return;
  }
  expect(SUGGESTS[finding.detector.id]).toContain(finding.label);
  expect(finding.probability).toBeGreaterThanOrEqual(0);
  expect(finding.probability).toBeLessThanOrEqual(1);
  expect(['likely', 'unsure', 'no-sign']).toContain(finding.band);
  expect(finding.at).toBe(NOW);
  expect(structuredClone(finding), 'can be sent to another context').toEqual(finding);
  expect(JSON.parse(JSON.stringify(finding)), 'can be written as JSON').toEqual(finding);
}
