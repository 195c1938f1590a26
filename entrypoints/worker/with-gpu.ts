import type { Detector } from '../../lib/core/detector.ts';
import type { Finding } from '../../lib/core/evidence.ts';
import { agree, type Probed } from '../../lib/detect/self-test.ts';
import type { ModelNamed } from '../hub-model/index.ts';
import { startHubDetector, type HubDetector } from './hub-detector.ts';

/** A graphics chip that has not started a model by then, or not answered what never changes, is not asked again. */
const SELF_TEST_MS = 30_000;

export interface GpuPorts {
  readonly startWorker: () => Worker;
  readonly model: ModelNamed;
  /** Whether there is a graphics chip that models may run on. */
  readonly hasAdapter: () => Promise<boolean>;
  /** The model did not start there, or answered something else there: it goes on as it was, for as long as this lasts. */
  readonly onUnfit?: () => void;
}

/** Something that runs in this realm need not be ended. */
type Running<Input> = Detector<Input> & Probed & Partial<Pick<HubDetector<Input>, 'ended' | 'end'>>;

/**
 * A model that runs on wasm from the start, and on the graphics chip from when it was proved there to answer the same.
 * Nothing waits for that proof. Where it fails, or the chip does later, wasm takes over again, and stays.
 */
export function withGpu<Input>(onWasm: Running<Input>, { startWorker, model, hasAdapter, onUnfit = () => {} }: GpuPorts): HubDetector<Input> {
  let onGpu: HubDetector<Input> | undefined;
  let isTrying = false;
  let isUnfit = false;
  let isOver = false;

  async function tryGpu(): Promise<void> {
    if (isTrying || isUnfit || isOver) return;
    isTrying = true;
    try {
      if (!(await hasAdapter())) return void (isUnfit = true);
      const proved = await prove();
      if (isOver) proved?.end();
      else onGpu = proved;
    } catch (error) {
      giveUp(String(error));
    } finally {
      isTrying = false;
    }
  }

  /** The model on the graphics chip, where it answers there as it does here. */
  async function prove(): Promise<HubDetector<Input> | undefined> {
    const started = await startHubDetector<Input>({ startWorker, model, device: 'webgpu', startMs: SELF_TEST_MS });
    if (!started.ok) return giveUp(started.error.message);
    const there = await started.value.probe();
    const here = await onWasm.probe();
    if (agree(here, there)) return started.value;
    started.value.end();
    return giveUp(there.length === 0 ? 'It did not answer in time.' : `It answers ${there.join(', ')} instead of ${here.join(', ')}.`);
  }

  /** What fails because all of it was ended says nothing of the chip. */
  function giveUp(why: string): undefined {
    if (isOver) return;
    isUnfit = true;
    onUnfit();
    console.warn(`Witnessmark: a model stays off the graphics chip. ${why}`);
  }

  return {
    id: onWasm.id,
    version: onWasm.version,
    digest: onWasm.digest,
    probe: () => onWasm.probe(),
    async measure(inputs, abort) {
      if (onGpu === undefined || onGpu.ended()) {
        onGpu = undefined;
        void tryGpu();
        return onWasm.measure(inputs, abort);
      }
      const findings = await onGpu.measure(inputs, abort);
      if (!findings.some(isFailure)) return findings;
      onGpu?.end();
      onGpu = undefined;
      giveUp('It failed there.');
      return onWasm.measure(inputs, abort);
    },
    ended: () => onWasm.ended?.() === true && (onGpu === undefined || onGpu.ended()),
    end() {
      isOver = true;
      onWasm.end?.();
      onGpu?.end();
    },
  };
}

function isFailure(finding: Finding): boolean {
  return finding.kind === 'abstention' && finding.why === 'detector-failed';
}
