import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { serveC2pa, type C2paCall, type C2paReply } from '../../lib/provenance/serve-c2pa.ts';

/**
 * Runs the C2PA library and nothing else: a file may bring it down or to no end, and what it filled of the memory is
 * given back only by ending this worker. It starts, and loads 9 MB, at the first file that has Content Credentials.
 */
export default defineUnlistedScript(() => {
  const post = (reply: C2paReply): void => self.postMessage(reply);
  const serve = serveC2pa(() => fetch(new URL('/c2pa/c2pa_bg.wasm', self.location.href)), post);
  self.addEventListener('message', ({ data }: MessageEvent<C2paCall>) => void serve(data));
  // A trap in work that the library put off rejects a promise that nobody holds.
  self.addEventListener('unhandledrejection', ({ reason }) => post({ kind: 'trapped', message: String(reason) }));
});
