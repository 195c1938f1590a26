// Node 20 runs no TypeScript: tsx translates the thread's sources on the way in.
import { register } from 'tsx/esm/api';

register();
await import('./c2pa-thread-node.ts');
