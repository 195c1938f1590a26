import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandError, EXIT } from './command.ts';

/** Reads options and file names; anything unknown is a usage error. */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw new CommandError(EXIT.usage, (thrown as Error).message);
  }
}

export function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new CommandError(EXIT.usage, `${name} is missing; --help says more`);
  return value;
}

/** A date as the command line takes it: `2026-11-22` or with a time; undefined means now. */
export function readDate(value: string | undefined, nowMs: number): number {
  if (value === undefined) return nowMs;
  const ms = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new CommandError(EXIT.usage, `"${value}" is not a date like 2026-11-22`);
  return ms;
}

/** A whole number from 0; undefined where the option is absent. */
export function readCount(value: string | undefined, name: string): number | undefined {
  if (value !== undefined && !/^\d{1,9}$/.test(value)) throw new CommandError(EXIT.usage, `${name} takes a whole number, not "${value}"`);
  return value === undefined ? undefined : Number(value);
}

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
}

/** What the system says, without its path and call. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EEXIST':
      return 'the file exists already';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'access is denied';
    default:
      return message;
  }
}
