import type { Socket } from 'node:net';

/** Passes on what either says to the other; whichever hangs up ends both. */
export function joinSockets(a: Socket, b: Socket): void {
  for (const each of [a, b]) each.on('error', () => {}).on('close', () => (a.destroy(), b.destroy()));
  a.pipe(b).pipe(a);
}
