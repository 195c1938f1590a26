import { changeRoot as change, proposeRoot, type ChangeOptions, type RootDraft } from '../../lib/lists/change-root.ts';
import { verifyAsSigned } from '../../lib/lists/held-list.ts';
import type { ListError } from '../../lib/lists/list-error.ts';
import type { ListPublicKeys, VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readCount, readOptions, required } from '../options.ts';
import { readDraft } from './draft-file.ts';
import { reportNewRoot } from './report-new-root.ts';
import { showProposal } from './show-proposal.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;

const OPTIONS = {
  after: text,
  ...KEY_OPTIONS,
  out: text,
  propose: text,
  in: text,
  base: text,
  successor: text,
  days: text,
  writer: text,
  inbox: text,
  'add-root-key': texts,
  'drop-root-key': texts,
  'root-threshold': text,
  'add-head-key': texts,
  'drop-head-key': texts,
  'head-threshold': text,
  json: { type: 'boolean' },
} as const;

export const changeRoot: Command = {
  summary: 'change the terms or keys of a list, renew it, or recover it',
  usage: `Usage: witnessmark lists change-root --after LIST.flaglist --keys KEYS.json...
                               --out NEXT.flaglist | --propose NEXT.root [--json]
                               [--in DRAFT.json] [--successor ID|none] [--days N] [--base EARLIER.flaglist]
                               [--writer KEY] [--inbox KEY] [--add-root-key KEY]... [--drop-root-key KEY]...
                               [--root-threshold N] [--add-head-key KEY]... [--drop-head-key KEY]...
                               [--head-threshold N] [--wait S]

Gives a list its next root, and signs its flags under it as the next update: same id, and its readers
follow. Without more it renews the list for 400 days, or for --days.

--in takes the terms of a draft as for "lists build" (its flags are left aside: change the terms first,
then build). A label keeps its code, name and core label for good. Changes that are marked "needs
consent" are those that readers should be asked about: new labels, more severity, another contact or
successor, new mirrors and relays.

KEY is a public key as "lists keys" prints it. Every key that the new root names must sign it, and as
many of the old root keys as the old root asks for: give the files of all with --keys. What lies with
other people they add: --propose writes the root with the signatures at hand, "lists sign-root" adds
theirs, "lists finish-root" makes the list, with --propose one that co-signers sign next.

--base continues from an earlier state and leaves out what came after it. So a list recovers from a
stolen writer key: name a new --writer, and as base the last file that you signed yourself. Who took
the states of the thief drops them and takes the whole list.

${KEY_HELP}

--json prints one line: {"file", "id", "version", "seq", "n", "expiresAtMs", "changes"}, or of a proposal
what "lists sign-root" prints.

Exit code: 0 written, 1 change, keys or list refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const { values } = readOptions(args, OPTIONS);
    const after = required(values.after, '--after LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const target = required(values.out ?? values.propose, '--out NEXT.flaglist');
    if (values.out !== undefined && values.propose !== undefined) throw new CommandError(EXIT.usage, 'take either --out or --propose');

    const file = await readBytes(after);
    const current = currentList(after, file);
    const lifeDays = readCount(values.days, '--days');
    const draft: RootDraft = {
      ...(values.in !== undefined && { terms: await readDraft(values.in, undefined) }),
      keys: keysAfter(values, current.keys),
      ...(values.successor !== undefined && { successor: values.successor === 'none' ? null : values.successor }),
      ...(lifeDays !== undefined && { lifeDays }),
    };
    const options: ChangeOptions = {
      nowMs: terminal.nowMs(),
      ...(values.base !== undefined && { base: await readBytes(values.base) }),
    };
    const result = await withAllSigners(values, terminal, (keys) => (values.propose === undefined ? change : proposeRoot)(file, draft, keys, options));
    const made = orRefused(result, 'the new root is refused', result.ok ? '' : adviceOn(result.error));
    await writeResult(target, made);

    const isJson = values.json === true;
    if (values.propose !== undefined && !isJson) terminal.out(`wrote ${target}`);
    if (values.propose !== undefined) showProposal(target, made, isJson, terminal);
    else await reportNewRoot(values.base ?? after, target, isJson, terminal);
    return EXIT.ok;
  },
};

function currentList(path: string, file: Uint8Array): VerifiedList {
  return orRefused(verifyAsSigned(file), `${path} is refused`);
}

type KeyOptions = {
  readonly [name in 'writer' | 'inbox' | 'root-threshold' | 'head-threshold']?: string | undefined;
} & { readonly [name in 'add-root-key' | 'drop-root-key' | 'add-head-key' | 'drop-head-key']?: readonly string[] | undefined };

/** The keys that the new root is to name. */
function keysAfter(values: KeyOptions, current: ListPublicKeys): ListPublicKeys {
  return {
    root: edited(current.root, 'root', values['add-root-key'], values['drop-root-key']),
    rootThreshold: readCount(values['root-threshold'], '--root-threshold') ?? current.rootThreshold,
    writer: readKey(values.writer) ?? current.writer,
    heads: edited(current.heads, 'head', values['add-head-key'], values['drop-head-key']),
    headThreshold: readCount(values['head-threshold'], '--head-threshold') ?? current.headThreshold,
    inbox: readKey(values.inbox) ?? current.inbox,
  };
}

function edited(keys: readonly string[], use: 'root' | 'head', added: readonly string[] = [], dropped: readonly string[] = []): readonly string[] {
  for (const key of dropped) {
    if (!keys.includes(readKey(key)!)) throw new CommandError(EXIT.usage, `${key} is no ${use} key of the list`);
  }
  return [...keys.filter((key) => !dropped.includes(key)), ...added.map((key) => readKey(key)!)];
}

function readKey(value: string | undefined): string | undefined {
  if (value !== undefined && !/^[0-9a-f]{64}$/.test(value)) {
    throw new CommandError(EXIT.usage, `"${value}" is no public key: "lists keys --show" prints those of a key file`);
  }
  return value;
}

function adviceOn({ tag }: ListError): string {
  return tag === 'missing-signature' ? ' Give the key files of all who sign, or let others sign with --propose.' : '';
}
