import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects all garbage of this process: what is measured next is not disturbed by it, and memory is what is held. */
export function collectGarbage(): void {
  // Buffers are given back by the collection after the one that finds them unused.
  collect();
  collect();
}
