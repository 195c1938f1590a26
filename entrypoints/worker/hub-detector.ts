import type { Detector } from '../../lib/core/detector.ts';
import type { DetectorRef, Finding } from '../../lib/core/evidence.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import type { Device } from '../../lib/detect/runtime.ts';
import type { Probed } from '../../lib/detect/self-test.ts';
import type { HubModelCall, HubModelReply, ModelNamed } from '../hub-model/index.ts';

/** A model that has not started, or not judged one picture or text, by then is ended. */
const START_MS = 180_000;
const MEASURE_MS = 60_000;

/** After this long without anything to judge the model is ended, and what it filled of the memory is given back. */
const IDLE_MS = 300_000;

export interface HubDetector<Input> extends Detector<Input>, Probed {
  /** Whether it ended: then a new one has to be started. */
  ended(): boolean;
  end(): void;
}

export interface HubDetectorOptions {
  readonly startWorker: () => Worker;
  readonly model: ModelNamed;
  readonly device: Device;
  /** A start, and an answer to what never changes, may take so long; minutes unless it says less. */
  readonly startMs?: number;
}

/** Starts a model in a worker of its own. */
export async function startHubDetector<Input>({ startWorker, model, device, startMs = START_MS }: HubDetectorOptions): Promise<Result<HubDetector<Input>, HubError>> {
  const worker = startWorker();
  let isEnded = false;
  let idle: ReturnType<typeof setTimeout> | undefined;
  /** Tells whoever waits for a reply that none will come. */
  let abandon: (() => void) | undefined;
  /** They wait for each other, so that each has its own time. */
  let last: Promise<unknown> = Promise.resolve();

  function end(): void {
    isEnded = true;
    clearTimeout(idle);
    worker.terminate();
    abandon?.();
  }

  /** Undefined, and the worker ended, where no reply came. */
  function ask(call: HubModelCall<Input>, withinMs: number): Promise<HubModelReply | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, withinMs);
      const listener = ({ data }: MessageEvent<HubModelReply>): void => settle(data);
      function settle(reply: HubModelReply | undefined): void {
        abandon = undefined;
        clearTimeout(timer);
        worker.removeEventListener('message', listener);
        worker.removeEventListener('error', end);
        resolve(reply);
      }
      abandon = () => settle(undefined);
      worker.addEventListener('message', listener);
      worker.addEventListener('error', end);
      worker.postMessage(call);
    });
  }

  /** Ends it once nothing was asked for long. */
  function rest(): void {
    clearTimeout(idle);
    if (!isEnded) idle = setTimeout(end, IDLE_MS);
  }

  /** As `ask`, of one that may have ended and is not to end meanwhile. */
  async function askAwake(call: HubModelCall<Input>, withinMs: number): Promise<HubModelReply | undefined> {
    clearTimeout(idle);
    const reply = isEnded ? undefined : await ask(call, withinMs);
    rest();
    return reply;
  }

  async function measureOne(input: Input, ref: DetectorRef): Promise<Finding> {
    const reply = await askAwake({ kind: 'measure', input }, MEASURE_MS);
    return reply?.kind === 'measured' ? reply.finding : { kind: 'abstention', detector: ref, why: 'detector-failed' };
  }

  /** One after the other, each with its own time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next;
    return next;
  }

  const opened = await ask({ kind: 'open', model, device }, startMs);
  if (opened?.kind !== 'opened' || !opened.result.ok) {
    end();
    return opened?.kind === 'opened' && !opened.result.ok
      ? opened.result
      : err({ why: 'no-classifier', message: 'It took too long to start, or brought its worker down.' });
  }
  rest();
  const { digest, ...ref } = opened.result.value;
  return ok({
    ...ref,
    digest,
    async measure(inputs, abort) {
      const findings: Finding[] = [];
      for (const input of inputs) {
        abort.throwIfAborted();
        findings.push(await inTurn(() => measureOne(input, ref)));
      }
      return findings;
    },
    async probe() {
      const reply = await inTurn(() => askAwake({ kind: 'probe' }, startMs));
      return reply?.kind === 'probed' ? reply.logits : [];
    },
    ended: () => isEnded,
    end,
  });
}
