import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countData, hasAllData } from './count-data.ts';
import { documents, DOCUMENTS, STATEMENT_FILE } from './documents.ts';

/** Writes docs/models from the cards of the models: `npm run cards`; with `-- --count` it counts the data first. */
function main(args: readonly string[]): void {
  if (args.includes('--count')) {
    if (!hasAllData()) throw new Error('no data to count: set WITNESSMARK_DATA');
    writeFileSync(STATEMENT_FILE, `${JSON.stringify(countData(), null, 1)}\n`);
    console.log('training/data-statement.json');
  }
  mkdirSync(DOCUMENTS, { recursive: true });
  for (const [name, text] of documents()) {
    writeFileSync(join(DOCUMENTS, name), text);
    console.log(`docs/models/${name}`);
  }
}

main(process.argv.slice(2));
