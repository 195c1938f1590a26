import { startC2paRuntime, type ReadStore, type StoreAnswer } from './c2pa-runtime.ts';

export interface C2paCall {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Settings of the library, as JSON. */
  readonly settings: string;
}

export type C2paReply =
  | { readonly kind: 'read'; readonly id: number; readonly answer: StoreAnswer }
  /** The instance is in no known state: this worker is to be ended. */
  | { readonly kind: 'trapped'; readonly message: string };

type Wasm = Parameters<typeof startC2paRuntime>[0];

/** The worker's side: starts the library at the first call, and says so where it trapped. */
export function serveC2pa(openWasm: () => Wasm, post: (reply: C2paReply) => void): (call: C2paCall) => Promise<void> {
  let runtime: Promise<ReadStore> | undefined;
  return async ({ id, bytes, mediaType, settings }) => {
    try {
      runtime ??= startC2paRuntime(openWasm());
      const read = await runtime;
      post({ kind: 'read', id, answer: await read(bytes, mediaType, settings) });
    } catch (error) {
      post({ kind: 'trapped', message: String(error) });
    }
  };
}
