import type { Refusal } from '../../lib/core/refusal.ts';
import type { Result } from '../../lib/core/result.ts';
import type { Answer } from '../../lib/messages/contract.ts';

/** What the engine answers where all went well. */
export function done<T>(value: T): Answer<T> {
  return { ok: true, value };
}

/** Final: asking again would end the same. */
export function refused(why: Refusal, message: string): Answer<never> {
  return { ok: false, error: { tag: 'refused', message, why } };
}

export function answerOf<T>(result: Result<T, { readonly why: Refusal; readonly message: string }>): Answer<T> {
  return result.ok ? result : refused(result.error.why, result.error.message);
}

/** The download of a file has its own hold on the bytes once it began. */
const LET_GO_AFTER_MS = 60_000;

/** The address of a file that pages of ours may take. */
export function offeredFile(file: Blob): string {
  const blobUrl = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(blobUrl), LET_GO_AFTER_MS);
  return blobUrl;
}

/** Where keeping is a convenience: full or broken, the work goes on. */
export function notKept(error: unknown): void {
  console.warn(`Witnessmark: something could not be kept. ${String(error)}`);
}
