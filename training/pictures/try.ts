/**
 * Tries candidates and prints one table, losers included; what was tried is kept in `.cache/pictures/tried.jsonl`, so
 * that a run that was cut goes on. Names after the command are the candidates to try; without any, all.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryCandidate, type Trial } from './candidates.ts';
import { CANDIDATES } from './trials.ts';

const TRIED_FILE = join(import.meta.dirname, '../../.cache/pictures/tried.jsonl');
const asked = process.argv.slice(2);
const done = new Map<string, Trial>(
  existsSync(TRIED_FILE) ? readFileSync(TRIED_FILE, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { key: string; trial: Trial }).map(({ key, trial }) => [key, trial]) : [],
);
const table: Record<string, Record<string, string>> = {};
for (const candidate of CANDIDATES.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const key = createHash('sha256').update(JSON.stringify(candidate)).digest('hex');
  let trial = done.get(key);
  if (trial === undefined) {
    trial = await tryCandidate(candidate);
    appendFileSync(TRIED_FILE, `${JSON.stringify({ key, trial })}\n`);
  }
  const row = Object.fromEntries(Object.entries(trial).map(([name, value]) => [name, typeof value === 'number' ? value.toFixed(3) : value]));
  console.error(JSON.stringify(row));
  table[candidate.name] = row;
}
console.table(table);
