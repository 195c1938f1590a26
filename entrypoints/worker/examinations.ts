import { MAX_FILE_BYTES, type ExaminedFile } from '../../lib/core/examined-file.ts';
import type { Refusal } from '../../lib/core/refusal.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';

export interface Refused {
  readonly why: Refusal;
  readonly message: string;
}

type Examined = Result<ExaminedFile, Refused>;

export interface Examinations {
  /** Of the file at an address that the page which holds it made; who asks for the same again gets its answer. */
  start(blobUrl: string): Promise<Examined>;
  cancel(blobUrl: string): void;
}

interface Running {
  readonly abort: AbortController;
  readonly answer: Promise<Examined>;
}

/** Files from the workbench, examined one at a time: one of 200 MB may be held twice while it is read. Nothing of them is kept. */
export function createExaminations(examine: (bytes: Uint8Array, abort: AbortSignal) => Promise<ExaminedFile>): Examinations {
  const running = new Map<string, Running>();
  let last: Promise<unknown> = Promise.resolve();

  async function examineOne(blobUrl: string, abort: AbortSignal): Promise<Examined> {
    if (abort.aborted) return refused('cancelled');
    const bytes = await readBlob(blobUrl);
    if (!bytes.ok) return bytes;
    try {
      return ok(await examine(bytes.value, abort));
    } catch (error) {
      if (abort.aborted) return refused('cancelled');
      throw error;
    }
  }

  return {
    start(blobUrl) {
      const known = running.get(blobUrl);
      if (known !== undefined) return known.answer;
      const abort = new AbortController();
      const answer = last.then(() => examineOne(blobUrl, abort.signal)).finally(() => running.delete(blobUrl));
      running.set(blobUrl, { abort, answer });
      last = answer.catch(() => {
        // Whoever asked is told; the next one begins.
      });
      return answer;
    },
    cancel: (blobUrl) => running.get(blobUrl)?.abort.abort(),
  };
}

async function readBlob(blobUrl: string): Promise<Result<Uint8Array, Refused>> {
  try {
    const blob = await (await fetch(blobUrl)).blob();
    if (blob.size > MAX_FILE_BYTES) return refused('too-large');
    return ok(new Uint8Array(await blob.arrayBuffer()));
  } catch (error) {
    // The page that held it is gone, or the file was changed or removed since it was chosen.
    return refused('unreadable', String(error));
  }
}

function refused(why: Refusal, message = ''): Result<never, Refused> {
  return err({ why, message });
}
