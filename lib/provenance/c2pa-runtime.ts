import startLibrary, { WasmReader, type InitInput } from '@contentauth/c2pa-wasm';
import { err, ok, type Result } from '../core/result.ts';

/** What the library says of one file, as JSON text, or why it says nothing. */
export type StoreAnswer = Result<{ readonly store: string; readonly certificates: string }, string>;

export type ReadStore = (bytes: Uint8Array, mediaType: string, settings: string) => Promise<StoreAnswer>;

/**
 * Starts the C2PA library: 9 MB of WebAssembly, so only where a file has credentials. One realm can start it once;
 * where it trapped, another worker has to. The library can fetch; whoever starts it takes that away (`cutOff`).
 */
export async function startC2paRuntime(wasm: InitInput | Promise<InitInput>): Promise<ReadStore> {
  await startLibrary({ module_or_path: wasm });
  cutOff(globalThis);
  return async (bytes, mediaType, settings) => {
    let reader: WasmReader;
    try {
      reader = await WasmReader.fromBytes(mediaType, bytes, settings);
    } catch (error) {
      // A trap leaves the instance in no known state: the host has to end this worker.
      if (error instanceof WebAssembly.RuntimeError) throw error;
      return err(String(error));
    }
    try {
      return ok({ store: reader.json(), certificates: reader.crJson() });
    } finally {
      reader.free();
    }
  };
}

/** The settings say that nothing is fetched; this makes sure of it, whatever the file asks for. */
function cutOff(realm: typeof globalThis): void {
  const refuse = () => Promise.reject(new Error('Nothing is fetched for Content Credentials.'));
  Object.defineProperty(realm, 'fetch', { value: refuse, configurable: false, writable: false });
}
