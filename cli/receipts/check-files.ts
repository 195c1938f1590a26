import type { Result } from '../../lib/core/result.ts';
import { EXIT, type ExitCode } from '../command.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { readUpTo } from './read-up-to.ts';

/** A sort of proof that lies in files: receipts, forks. */
export interface ProofKind<T> {
  readonly maxBytes: number;
  verify(bytes: Uint8Array): Result<T, { readonly tag: string; readonly message: string }>;
  /** Whether it proves what was asked for; what it proves is told anyway. Always, when absent. */
  isAsked?(proven: T): boolean;
  /** What a proof proves, for `--json` and for a person. */
  json(proven: T): object;
  text(proven: T): readonly string[];
}

/** Checks files one after another and says of each what it proves, or why it proves nothing. */
export async function checkFiles<T>(files: readonly string[], isJson: boolean, kind: ProofKind<T>, terminal: Terminal): Promise<ExitCode> {
  let refused = 0;
  for (const file of files) {
    const checked = await check(file, kind, terminal);
    if (checked.ok) {
      if (kind.isAsked?.(checked.value) === false) refused += 1;
      terminal.out(isJson ? jsonLine({ file, holds: true, ...kind.json(checked.value) }) : [`${printable(file)}: ok`, ...kind.text(checked.value)].join('\n'));
    } else {
      refused += 1;
      const { tag: problem, message } = checked.error;
      terminal.out(isJson ? jsonLine({ file, holds: false, problem, message }) : `${printable(file)}: proves nothing (${problem}): ${printable(message)}`);
    }
  }
  return refused === 0 ? EXIT.ok : EXIT.refused;
}

async function check<T>(file: string, { maxBytes, verify }: ProofKind<T>, terminal: Terminal): Promise<ReturnType<ProofKind<T>['verify']>> {
  const bytes = await readUpTo(file, maxBytes, terminal);
  return bytes.ok ? verify(bytes.value) : { ok: false, error: { tag: 'unreadable', message: bytes.error } };
}
