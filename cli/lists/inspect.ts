import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { deltaText } from './follow-list.ts';
import { isoDate, readListFile } from './read-list.ts';
import { toldCounts, toldText } from './told-details.ts';

export const inspect: Command = {
  summary: 'show what a list says of itself',
  usage: `Usage: witnessmark lists inspect FILE [--json] [--at DATE]

Verifies a .flaglist and shows its charter, labels with the number of flags and pictures under each,
of how many flags it tells more, how its last updates travel, dates and public keys. --at judges it as
of another day.

Exit code: 0 shown, 1 the list is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' } });
    const path = required(positionals[0], 'FILE');
    const read = await readListFile(path, readDate(values.at, terminal.nowMs()));
    const { list } = read;
    const told = toldCounts(read);
    terminal.out(values.json === true ? jsonLine(asJson(list, told)) : asText(list, told));
    return EXIT.ok;
  },
};

type Told = ReturnType<typeof toldCounts>;

function asJson(list: VerifiedList, details: Told) {
  const { details: _details, shards: _shards, index: _index, tree: _tree, labels, pictures, ...facts } = list;
  const counts = countByLabel(list);
  return { ...facts, ...(details && { details }), pictures: pictures.n, labels: labels.map((label) => ({ ...label, ...(counts.get(label.code) ?? NONE) })) };
}

function asText(list: VerifiedList, told: Told): string {
  const { keys } = list;
  const counts = countByLabel(list);
  const rows: readonly (readonly [string, string])[] = [
    ['name', list.name],
    ['id', list.id],
    ['about', list.description],
    ['languages', list.languages.join(', ')],
    ['appeals to', list.appealContact],
    ...(list.successor === undefined ? [] : [['followed by', list.successor] as const]),
    ...(list.vouches ?? []).map((link): readonly [string, string] => ['vouches for', link]),
    ['flags', String(list.n)],
    ['pictures', String(list.pictures.n)],
    ...list.labels.map(({ code, name, core }): readonly [string, string] => {
      const { asserts, disputes } = counts.get(code) ?? NONE;
      return [`  label ${code}`, `${name} (${core}): ${asserts} assert, ${disputes} dispute`];
    }),
    ...(told === undefined ? [] : [['reasons', toldText(told)] as const]),
    ['update', `${list.seq}, root version ${list.version}`],
    ...list.segments.map(({ from, to, blob }): readonly [string, string] => [`  updates ${from} to ${to}`, `by their hashes, in a segment of ${blob.bytes} bytes`]),
    ...list.merged.map(({ from, to, blob }): readonly [string, string] => [`  updates ${from} to ${to}`, `merged into one of ${blob.bytes} bytes`]),
    ...list.log.map(({ seq, delta }): readonly [string, string] => [
      `  update ${seq}`,
      delta === undefined ? 'the whole list' : deltaText(delta),
    ]),
    ['signed', isoDate(list.createdAtMs)],
    ['valid until', isoDate(list.expiresAtMs)],
    ['state', list.state],
    ['writer', `${keys.writer} (${keys.headThreshold} of ${1 + keys.heads.length} sign)`],
    ...keys.root.map((key): readonly [string, string] => ['root key', `${key} (${keys.rootThreshold} of ${keys.root.length} sign)`]),
    ['inbox', `${keys.inbox} (${list.inbox.relays.length === 0 ? 'takes nothing' : `at ${list.inbox.relays.join(', ')}, ${list.inbox.pow} bits of work`})`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const charter = list.charter.split('\n').map((line) => `  ${printable(line)}`);
  return [...rows.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`), 'charter', ...charter].join('\n');
}

interface Counts {
  readonly asserts: number;
  readonly disputes: number;
}

const NONE: Counts = { asserts: 0, disputes: 0 };

/** Of flags and pictures together. */
function countByLabel({ index, pictures }: VerifiedList): ReadonlyMap<number, Counts> {
  const counts = new Map<number, Counts>();
  for (const block of [index, pictures]) {
    for (let position = 0; position < block.n; position++) {
      const { label, polarity } = block.flagAt(position);
      const before = counts.get(label) ?? NONE;
      counts.set(label, { ...before, [polarity]: before[polarity] + 1 });
    }
  }
  return counts;
}
