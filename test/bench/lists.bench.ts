/**
 * Flag lists: what look-ups, memory, verifying, importing and following cost, beside what one would write or install instead.
 * Run: `npm run bench:lists`; `-- --largest 10000000` asks for ten times the flags (slow: the list must be signed first).
 */
import { parseArgs } from 'node:util';
import { measureImports } from './lists-in-chromium.ts';
import { measureFollowing, measureManyLists } from './lists-followed.ts';
import { measureLookups } from './lists-in-node.ts';

const { values } = parseArgs({ options: { largest: { type: 'string', default: '1000000' } } });
const largest = Number(values.largest);
if (!Number.isSafeInteger(largest) || largest < 1000) throw new Error('--largest takes a number of flags from 1000');

await measureLookups(largest);
await measureManyLists(200, 200, 5000);
await measureImports([100_000, 1_000_000].filter((flags) => flags <= largest));
for (const flags of [100_000, 1_000_000].filter((each) => each <= largest)) await measureFollowing(flags);
