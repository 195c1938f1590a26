import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const DOCUMENT = join(ROOT, 'docs/scaling.md');
const MEASURED = join(ROOT, 'scripts/scaling/measured.json');
/** Flags of the lists that are built to be weighed. */
const MEASURED_FLAGS = [1_000, 10_000, 100_000, 1_000_000];

/** Writes the tables of docs/scaling.md: `npm run scaling`; with `-- --measure` it builds real lists and weighs them first. */
async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--measure')) {
    const { measureList } = await import('./scaling/measure-lists.ts');
    writeFileSync(MEASURED, `${JSON.stringify(await Promise.all(MEASURED_FLAGS.map(measureList)), null, 1)}\n`);
    console.log('scripts/scaling/measured.json');
  }
  // Only now: it reads what was measured.
  const { withTables } = await import('./scaling/document.ts');
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
  console.log('docs/scaling.md');
}

await main(process.argv.slice(2));
