import type { Answer, MessageName, Request, Response } from './contract.ts';
import { send } from './send.ts';

/** Waits between tries. A background that was just ended by the browser is awake again well within these. */
const RETRY_AFTER_MS = [200, 1_000, 5_000];

/** Sends again where the background was gone; a refusal is final. Messages to it may be repeated without harm. */
export async function sendPatiently<N extends MessageName>(
  name: N,
  request: Request<N>,
  signal?: AbortSignal,
): Promise<Answer<Response<N>>> {
  for (const waitMs of RETRY_AFTER_MS) {
    const answer = await send(name, request);
    if (answer.ok || answer.error.tag === 'refused' || signal?.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (signal?.aborted) return answer;
  }
  return send(name, request);
}
