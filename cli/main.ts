import { classify } from './classify/classify.ts';
import { CommandError, commandTable, type ExitCode } from './command.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { lists } from './lists/lists.ts';
import { provenance } from './provenance/provenance.ts';
import { receipts } from './receipts/receipts.ts';
import { printable, type Terminal } from './terminal.ts';

const witnessmark = commandTable('witnessmark', 'Judges posts, pictures and signed lists outside the browser.', { classify, provenance, evaluate, lists, receipts });

/** Runs one command line; whatever goes wrong for reasons outside the program ends in one line and an exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await witnessmark.run(args, terminal);
  } catch (thrown) {
    if (!(thrown instanceof CommandError)) throw thrown;
    terminal.note(`witnessmark: ${printable(thrown.message)}`);
    return thrown.exitCode;
  }
}
