import type { Result } from '../lib/core/result.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes of every command. */
export const EXIT = { ok: 0, refused: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command or a table of sub-commands. */
export interface Command {
  /** One line for the table of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** Ends a command with one line on standard error. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The value; ends the command with the reason where there is none, and with `advice` after it. */
export function orRefused<T>(result: Result<T, { readonly tag: string; readonly message: string }>, what: string, advice = ''): T {
  if (result.ok) return result.value;
  throw new CommandError(EXIT.refused, `${what} (${result.error.tag}): ${result.error.message}${advice}`);
}

/** A command that only chooses among others. */
export function commandTable(name: string, summary: string, commands: Readonly<Record<string, Command>>): Command {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const usage = [
    `Usage: ${name} <command> [options]`,
    '',
    summary,
    '',
    'Commands:',
    ...Object.entries(commands).map(([command, about]) => `  ${command.padEnd(width)}  ${about.summary}`),
    '',
    `"${name} <command> --help" says more of each.`,
  ].join('\n');

  return {
    summary,
    usage,
    async run(args, terminal) {
      const [word, ...rest] = args;
      if (word === '--help' || word === '-h' || word === 'help') {
        terminal.out(usage);
        return EXIT.ok;
      }
      if (word === undefined) {
        terminal.note(usage);
        return EXIT.usage;
      }
      const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
      if (command === undefined) {
        throw new CommandError(EXIT.usage, `no command "${word}"; there is ${Object.keys(commands).join(', ')}`);
      }
      if (rest.includes('--help') || rest.includes('-h')) return helpOf(command, rest, terminal);
      return command.run(rest, terminal);
    },
  };
}

/** Tables pass `--help` on to the command it stands behind. */
async function helpOf(command: Command, args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (args[0] !== undefined && !args[0].startsWith('-') && command.usage.includes('<command>')) {
    return command.run(args, terminal);
  }
  terminal.out(command.usage);
  return EXIT.ok;
}
