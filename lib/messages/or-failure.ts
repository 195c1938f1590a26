import type { Answer } from './contract.ts';

/** What the work answers; work of the browser's own that rejects (a question it would not ask) is a failure like any other. */
export async function orFailure<T>(work: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work;
  } catch (error) {
    return { ok: false, error: { tag: 'failed', message: String(error) } };
  }
}
