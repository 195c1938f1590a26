import { startC2paWorker } from '../../entrypoints/worker/c2pa-worker.ts';
import type { C2paTrust } from '../../lib/core/c2pa-reading.ts';
import { createC2paHost } from '../../lib/provenance/c2pa-host.ts';
import { createReadC2pa } from '../../lib/provenance/read-c2pa.ts';
import { provenanceWork, type Timed } from './provenance-work.ts';

export interface ProvenanceQuestion {
  readonly url: string;
  readonly trust: C2paTrust;
}

/** As the engine's worker has it: the library in a worker below, from the files of the built extension. */
const readC2pa = createReadC2pa(createC2paHost({ startWorker: () => startC2paWorker(new URL('/', self.location.href).href) }).read);

self.addEventListener('message', ({ data: { url, trust } }: MessageEvent<ProvenanceQuestion>) => {
  fetch(url)
    .then((answer) => answer.arrayBuffer())
    .then((bytes) => provenanceWork(new Uint8Array(bytes), readC2pa, trust))
    .then(
      (timed) => self.postMessage(timed satisfies Timed),
      // A rejection would reach nobody: the page hears of errors only.
      (error: unknown) => setTimeout(() => reportError(error)),
    );
});
