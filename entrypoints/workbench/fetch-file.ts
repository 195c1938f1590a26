import { browser } from 'wxt/browser';
import { MAX_FILE_BYTES } from '../../lib/core/examined-file.ts';
import type { Refusal } from '../../lib/core/refusal.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { fetchPicture } from '../../lib/media/fetch-picture.ts';
import type { MediaErrorTag } from '../../lib/media/media-error.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { originPattern } from '../../lib/sites/named-sites.ts';

export interface NotFetched {
  readonly why: Refusal;
  readonly message: string;
}

/** A large file over a slow line: 200 MB at 2 Mbit/s. The reader can stop it at any moment. */
const TIMEOUT_MS = 15 * 60_000;

const WHY: Readonly<Record<MediaErrorTag, Refusal>> = {
  'fetch-refused': 'fetch-refused',
  'fetch-failed': 'not-fetched',
  'too-large': 'too-large',
  'unsupported-type': 'unreadable',
  undecodable: 'unreadable',
  animated: 'unreadable',
  'self-test-failed': 'unreadable',
};

export interface FetchFileOptions {
  /** The page that shows it, where the reader came from one: it may show what is on its own network. */
  readonly pageUrl: string;
  readonly signal: AbortSignal;
  readonly onBytes: (done: number, total: number) => void;
}

/**
 * Gets a file that the reader asked for, under the one rule of pictures (lib/media/fetch-picture.ts) but for its size and
 * its time. This page fetches it, because it shows it and takes pictures from it.
 */
export async function fetchFile(url: string, { pageUrl, signal, onBytes }: FetchFileOptions): Promise<Result<Blob, NotFetched>> {
  const settings = await sendPatiently('get-settings', {});
  if (settings.ok && settings.value.pictures === 'off') return refused('fetching-off');
  // Without the grant the browser would send the address of this extension along.
  if (!(await browser.permissions.contains({ origins: [originPattern(url)] }))) return refused('site-not-allowed');
  try {
    const bytes = await fetchPicture(url, {
      pageUrl,
      fetch: (...all) => fetch(...all),
      signal,
      timeoutMs: TIMEOUT_MS,
      file: { maxBytes: MAX_FILE_BYTES, onBytes },
    });
    return bytes.ok ? ok(new Blob([bytes.value as Uint8Array<ArrayBuffer>])) : refused(WHY[bytes.error.tag], bytes.error.message);
  } catch {
    // It rejects where the reader stopped it, and only there.
    return refused('cancelled');
  }
}

function refused(why: Refusal, message = ''): Result<never, NotFetched> {
  return err({ why, message });
}
