import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { Detector } from '../../lib/core/detector.ts';
import type { DetectorRef, Finding } from '../../lib/core/evidence.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { openHubModel, type HubModelDetector } from '../../lib/flows/open-hub-model.ts';
import type { HubError } from '../../lib/hub/hub-error.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { modelRepository } from '../../lib/store/model-repository.ts';

/** Names the model first, then one picture or text after the other, as the model takes them. */
export type HubModelCall<Input> = { readonly kind: 'open'; readonly model: string } | { readonly kind: 'measure'; readonly input: Input };

/** One reply a call, in their order. */
export type HubModelReply =
  | { readonly kind: 'opened'; readonly result: Result<DetectorRef & { readonly digest: string }, HubError> }
  | { readonly kind: 'measured'; readonly finding: Finding };

/**
 * Runs the model of the reader's choice and nothing else. A stranger's network may take seconds a picture or text, all the
 * memory there is, or bring the runtime down: here that holds nothing else up, and ending this worker ends it.
 */
export default defineUnlistedScript(() => {
  const baseUrl = new URL('/', self.location.href).href;
  const never = new AbortController().signal;
  let detector: HubModelDetector | undefined;
  let last: Promise<void> = Promise.resolve();

  self.addEventListener('message', ({ data: call }: MessageEvent<HubModelCall<never>>) => {
    last = last.then(async () => {
      if (call.kind === 'open') {
        const opened = await open(call.model, baseUrl);
        if (opened.ok) detector = opened.value;
        tell({ kind: 'opened', result: opened.ok ? ok(described(opened.value)) : opened });
      } else {
        const [finding] = (await detector?.measure([call.input], never)) ?? [];
        if (finding !== undefined) tell({ kind: 'measured', finding });
      }
    });
  });
});

async function open(model: string, baseUrl: string): Promise<Result<HubModelDetector, HubError>> {
  const database = openDatabase();
  try {
    return await openHubModel(model, { models: modelRepository(database), baseUrl, now: Date.now });
  } catch (error) {
    return err({ why: 'unreadable', message: String(error) });
  } finally {
    database.close();
  }
}

function described({ id, version, digest }: Detector<never>): DetectorRef & { readonly digest: string } {
  return { id, version, digest };
}

function tell(reply: HubModelReply): void {
  self.postMessage(reply);
}
