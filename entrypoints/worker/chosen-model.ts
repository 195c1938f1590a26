import type { PictureInput, TextInput } from '../../lib/core/detector.ts';
import type { ModelKind } from '../../lib/core/hub-model.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import type { Refusal } from '../../lib/core/refusal.ts';
import type { ChosenDetector, NotJudged } from '../../lib/flows/chosen-detector.ts';
import type { ModelRepository } from '../../lib/store/model-repository.ts';
import { startHubDetector, type HubDetector } from './hub-detector.ts';
import { withGpu } from './with-gpu.ts';

interface Inputs {
  readonly picture: PictureInput;
  readonly text: TextInput;
}

export interface ChosenModel<Input> {
  /** The model that the reader put to use, if any; it starts when it is first to judge something. */
  inUse(): Promise<ChosenDetector<Input> | undefined>;
  /** Another one may be in use now, or the same one otherwise. */
  forget(): void;
}

export interface ChosenModelPorts {
  readonly models: ModelRepository;
  readonly startWorker: () => Worker;
  /** Whether there is a graphics chip that models may run on. */
  readonly hasAdapter: () => Promise<boolean>;
  /** Whether the model started; else why not. */
  readonly note: (id: string, why: Refusal | undefined) => void;
}

const DETECTORS = { picture: 'picture-hub', text: 'text-hub' } as const;

/** Keeps the model of a kind that the reader chose running while there is something to judge, and says why where it does not start. */
export function createChosenModel<Kind extends ModelKind>(kind: Kind, { models, startWorker, hasAdapter, note }: ChosenModelPorts): ChosenModel<Inputs[Kind]> {
  type Started = Result<HubDetector<Inputs[Kind]>, NotJudged>;
  /** Models that did not do on the graphics chip: they are not tried there again. */
  const unfitForGpu = new Set<string>();
  let running: { readonly model: string; readonly detector: Promise<Started> } | undefined;

  function forget(): void {
    void running?.detector.then((started) => started.ok && started.value.end());
    running = undefined;
  }

  async function start(id: string): Promise<Started> {
    const model = { chosen: id };
    const started = await startHubDetector<Inputs[Kind]>({ startWorker, model, device: 'wasm' });
    note(id, started.ok ? undefined : started.error.why);
    if (started.ok) {
      return ok(
        withGpu(started.value, {
          startWorker,
          model,
          hasAdapter: async () => !unfitForGpu.has(id) && hasAdapter(),
          onUnfit: () => unfitForGpu.add(id),
        }),
      );
    }
    console.warn(`Witnessmark: the model ${id} does not start. ${started.error.message}`);
    return err({ tag: 'detector-failed' });
  }

  async function detectorOf(id: string): Promise<Started> {
    const known = running?.model === id ? await running.detector : undefined;
    if (running?.model !== id || (known?.ok === true && known.value.ended())) running = { model: id, detector: start(id) };
    return running.detector;
  }

  return {
    async inUse() {
      const row = (await models.all()).find((each) => each.kind === kind && each.use !== 'off' && each.whole !== undefined);
      if (row === undefined) return undefined;
      return {
        isAutomatic: row.use === 'automatic',
        detectorRef: { id: DETECTORS[kind], version: row.revision.slice(0, 7) },
        detector: () => detectorOf(row.id),
      };
    },
    forget,
  };
}
