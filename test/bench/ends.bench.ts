/**
 * Sudden ends at length: what forced stops of the background and crashes of the browser lose. Nothing is the bar.
 * Run: `npm run bench:ends`; `-- --stops 500 --kills 30 --browser firefox --seed 7` are the numbers it takes.
 */
import { parseArgs } from 'node:util';
import { BROWSERS } from '../e2e/support/extension.ts';
import { surviveKills, surviveStops } from '../e2e/support/sudden-ends.ts';

const { values } = parseArgs({
  options: {
    stops: { type: 'string', default: '500' },
    kills: { type: 'string', default: '30' },
    seed: { type: 'string', default: '7' },
    browser: { type: 'string' },
  },
});
const [stops, kills, seed] = [values.stops, values.kills, values.seed].map(Number) as [number, number, number];
let lost = 0;

for (const kind of BROWSERS.filter((each) => values.browser === undefined || each === values.browser)) {
  if (stops > 0) {
    const { begun, acknowledged, missing, doubled, unanswered, unlabelled, notFollowed } = await surviveStops(kind, stops, seed);
    tell(kind, { 'forced stops': stops, 'backgrounds begun': begun, 'changes acknowledged': acknowledged });
    tellLost(kind, { 'changes missing': missing, 'changes doubled': doubled, 'next messages unanswered': unanswered, 'posts unlabelled': unlabelled, 'followed list torn or behind': notFollowed });
  }
  if (kills > 0) {
    const { acknowledged, kept, missing, torn, notFollowed } = await surviveKills(kind, kills, seed);
    tell(kind, { 'browsers killed': kills, 'imports acknowledged': acknowledged, 'lists kept': kept });
    tellLost(kind, { 'acknowledged and missing': missing, 'lists torn': torn, 'followed list torn or behind': notFollowed });
  }
}
process.exitCode = lost === 0 ? 0 : 1;

function tell(kind: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) console.log(`${kind}, ${name}: ${count}`);
}

function tellLost(kind: string, losses: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, each] of Object.entries(losses)) {
    lost += each.length;
    console.log(`${kind}, ${name}: ${[each.length, ...each].join('  ')}`);
  }
}
