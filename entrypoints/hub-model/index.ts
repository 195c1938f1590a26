import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { Detector } from '../../lib/core/detector.ts';
import type { DetectorRef, Finding } from '../../lib/core/evidence.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import type { Device } from '../../lib/detect/runtime.ts';
import { openHubModel, type HubModelDetector } from '../../lib/flows/open-hub-model.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { modelRepository } from '../../lib/store/model-repository.ts';

/** One that the reader chose, by its name, or the bundled one for pictures. */
export type ModelNamed = { readonly chosen: string } | 'picture-ai';

/** Names the model first, then one picture or text after the other, as the model takes them. */
export type HubModelCall<Input> =
  | { readonly kind: 'open'; readonly model: ModelNamed; readonly device: Device }
  | { readonly kind: 'measure'; readonly input: Input }
  /** What the model answers to what never changes. */
  | { readonly kind: 'probe' };

/** One reply a call, in their order. */
export type HubModelReply =
  | { readonly kind: 'opened'; readonly result: Result<DetectorRef & { readonly digest: string }, HubError> }
  | { readonly kind: 'measured'; readonly finding: Finding }
  | { readonly kind: 'probed'; readonly logits: readonly number[] };

/**
 * Runs one model and nothing else: one that the reader chose, or any on the graphics chip. A stranger's network may
 * take seconds a picture or text, all the memory there is, or bring the runtime down, and so may a driver: here that
 * holds nothing else up, and ending this worker ends it.
 */
export default defineUnlistedScript(() => {
  const baseUrl = new URL('/', self.location.href).href;
  let detector: HubModelDetector | undefined;
  let last: Promise<void> = Promise.resolve();

  async function carryOut(call: HubModelCall<never>): Promise<HubModelReply | undefined> {
    switch (call.kind) {
      case 'open': {
        const opened = await open(call.model, call.device, baseUrl);
        if (opened.ok) detector = opened.value;
        return { kind: 'opened', result: opened.ok ? ok(described(opened.value)) : opened };
      }
      case 'measure': {
        const [finding] = (await detector?.measure([call.input], never)) ?? [];
        return finding && { kind: 'measured', finding };
      }
      case 'probe':
        return { kind: 'probed', logits: (await detector?.probe()) ?? [] };
    }
  }

  self.addEventListener('message', ({ data: call }: MessageEvent<HubModelCall<never>>) => {
    last = last.then(async () => {
      const reply = await carryOut(call);
      if (reply !== undefined) self.postMessage(reply);
    });
  });
});

const never = new AbortController().signal;

async function open(model: ModelNamed, device: Device, baseUrl: string): Promise<Result<HubModelDetector, HubError>> {
  if (model === 'picture-ai') {
    const loaded = await createPictureDetector({ baseUrl, now: Date.now, device });
    return loaded.ok ? loaded : err({ why: 'no-classifier', message: loaded.error.message });
  }
  const database = openDatabase();
  try {
    return await openHubModel(model.chosen, { models: modelRepository(database), baseUrl, now: Date.now, device });
  } catch (error) {
    return err({ why: 'unreadable', message: String(error) });
  } finally {
    database.close();
  }
}

function described({ id, version, digest }: Detector<never>): DetectorRef & { readonly digest: string } {
  return { id, version, digest };
}
