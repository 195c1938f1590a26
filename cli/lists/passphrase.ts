import { CommandError, EXIT } from '../command.ts';
import { printable, type Terminal } from '../terminal.ts';

const VARIABLE = 'WITNESSMARK_PASSPHRASE';
const MIN_LENGTH = 8;

/** The passphrase of a key file, from the environment or typed; `again` asks twice, for a new one. */
export async function askPassphrase(terminal: Terminal, again: 'once' | 'twice', file: string): Promise<string> {
  const given = terminal.env[VARIABLE];
  const passphrase = given ?? (await terminal.askSecret(`Passphrase of ${printable(file)}: `));
  if (passphrase === undefined) throw new CommandError(EXIT.usage, `set ${VARIABLE}, or run this in a terminal to be asked`);
  if (again === 'once') return passphrase;
  if (passphrase.length < MIN_LENGTH) {
    throw new CommandError(EXIT.usage, `a passphrase has at least ${MIN_LENGTH} characters; several random words are best`);
  }
  if (given === undefined && (await terminal.askSecret('The same again: ')) !== passphrase) {
    throw new CommandError(EXIT.usage, 'the two passphrases differ');
  }
  return passphrase;
}
