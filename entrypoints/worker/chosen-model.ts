import { err, ok, type Result } from '../../lib/core/result.ts';
import type { Refusal } from '../../lib/core/refusal.ts';
import type { ChosenDetector, PictureFailure } from '../../lib/flows/judge-picture.ts';
import type { ModelRepository } from '../../lib/store/model-repository.ts';
import { startHubDetector, type HubDetector } from './hub-detector.ts';

export interface ChosenModel {
  /** The model that the reader put to use, if any; it starts when the first picture is to be judged by it. */
  inUse(): Promise<ChosenDetector | undefined>;
  /** Another one may be in use now, or the same one otherwise. */
  forget(): void;
}

/** Keeps the model of the reader's choice running while pictures come, and says why where it does not start. */
export function createChosenModel(
  models: ModelRepository,
  startWorker: () => Worker,
  note: (id: string, why: Refusal | undefined) => void,
): ChosenModel {
  let running: { readonly model: string; readonly detector: Promise<Result<HubDetector, PictureFailure>> } | undefined;

  function forget(): void {
    void running?.detector.then((started) => started.ok && started.value.end());
    running = undefined;
  }

  async function start(id: string): Promise<Result<HubDetector, PictureFailure>> {
    const started = await startHubDetector(startWorker, id);
    note(id, started.ok ? undefined : started.error.why);
    if (started.ok) return ok(started.value);
    console.warn(`Witnessmark: the model ${id} does not start. ${started.error.message}`);
    return err({ tag: 'detector-failed' });
  }

  async function detectorOf(id: string): Promise<Result<HubDetector, PictureFailure>> {
    const known = running?.model === id ? await running.detector : undefined;
    if (running === undefined || (known?.ok === true && known.value.ended())) running = { model: id, detector: start(id) };
    return running.detector;
  }

  return {
    async inUse() {
      const row = (await models.all()).find(({ use, whole }) => use !== 'off' && whole !== undefined);
      if (row === undefined) return undefined;
      return {
        isAutomatic: row.use === 'automatic',
        detectorRef: { id: 'picture-hub', version: row.revision.slice(0, 7) },
        detector: () => detectorOf(row.id),
      };
    },
    forget,
  };
}
