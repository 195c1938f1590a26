import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import type { DetectorRef, Finding } from '../../lib/core/evidence.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import type { HubModelCall, HubModelReply } from '../hub-model/index.ts';

/** A model that has not started, or not judged one picture, by then is ended. */
const START_MS = 180_000;
const MEASURE_MS = 60_000;

/** After this long without a picture the model is ended, and what it filled of the memory is given back. */
const IDLE_MS = 300_000;

export interface HubDetector extends Detector<PictureInput> {
  /** Whether it ended: then a new one has to be started. */
  ended(): boolean;
  end(): void;
}

/** Starts a model of the reader's choice in a worker of its own. */
export async function startHubDetector(startWorker: () => Worker, model: string): Promise<Result<HubDetector, HubError>> {
  const worker = startWorker();
  let isEnded = false;
  let idle: ReturnType<typeof setTimeout> | undefined;
  /** Pictures wait for each other, so that each has its own time. */
  let last: Promise<unknown> = Promise.resolve();

  function end(): void {
    isEnded = true;
    clearTimeout(idle);
    worker.terminate();
  }

  /** Undefined, and the worker ended, where no reply came. */
  function ask(call: HubModelCall, withinMs: number): Promise<HubModelReply | undefined> {
    return new Promise((resolve) => {
      const stop = (): void => {
        end();
        settle(undefined);
      };
      const timer = setTimeout(stop, withinMs);
      const listener = ({ data }: MessageEvent<HubModelReply>): void => settle(data);
      function settle(reply: HubModelReply | undefined): void {
        clearTimeout(timer);
        worker.removeEventListener('message', listener);
        worker.removeEventListener('error', stop);
        resolve(reply);
      }
      worker.addEventListener('message', listener);
      worker.addEventListener('error', stop);
      worker.postMessage(call);
    });
  }

  async function measureOne(picture: PictureInput, ref: DetectorRef): Promise<Finding> {
    clearTimeout(idle);
    const reply = isEnded ? undefined : await ask({ kind: 'measure', picture }, MEASURE_MS);
    if (!isEnded) idle = setTimeout(end, IDLE_MS);
    return reply?.kind === 'measured' ? reply.finding : { kind: 'abstention', detector: ref, why: 'detector-failed' };
  }

  const opened = await ask({ kind: 'open', model }, START_MS);
  if (opened?.kind !== 'opened' || !opened.result.ok) {
    end();
    return opened?.kind === 'opened' && !opened.result.ok
      ? opened.result
      : err({ why: 'not-for-pictures', message: 'It took too long to start, or brought its worker down.' });
  }
  const { digest, ...ref } = opened.result.value;
  return ok({
    ...ref,
    digest,
    async measure(pictures, abort) {
      const findings: Finding[] = [];
      for (const picture of pictures) {
        abort.throwIfAborted();
        const next = last.then(() => measureOne(picture, ref));
        last = next;
        findings.push(await next);
      }
      return findings;
    },
    ended: () => isEnded,
    end,
  });
}
