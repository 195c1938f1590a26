import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { serveC2pa, type C2paCall, type C2paReply } from './serve-c2pa.ts';

/** Node's twin of the browsers' worker (entrypoints/c2pa). */
const WASM = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
const post = (reply: C2paReply): void => parentPort?.postMessage(reply);
const serve = serveC2pa(() => readFileSync(WASM), post);
// A trap in work that the library put off rejects a promise that nobody holds.
process.on('unhandledRejection', (error) => post({ kind: 'trapped', message: String(error) }));
parentPort?.on('message', (call: C2paCall) => void serve(call));
