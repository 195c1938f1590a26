import { fetchDetails, fetchHead, fetchSnapshot } from '../../lib/flows/fetch-list.ts';
import { openMirror } from '../../lib/flows/open-sources.ts';
import { encodeHead, keptCopy, readKeptHead } from '../../lib/lists/kept-copy.ts';
import { parseSubscriptionLink } from '../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { createSourcePool } from '../../lib/peers/source-pool.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { countText, isoDate } from './read-list.ts';
import { writeResult } from './write-result.ts';

export const fetchCommand: Command = {
  summary: 'fetch a list by its link, and check all of it',
  usage: `Usage: witnessmark lists fetch LINK --out FILE.flaglist

Asks the link's mirror for the newest state, checks every signature, hash and record, and writes a
copy that "lists verify", "lists lookup" and the extension take, with the reasons that the list gives for
its flags. Only that mirror is asked.

Exit code: 0 written, 1 not there, refused or could not write, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { out: { type: 'string' } });
    const address = parseSubscriptionLink(required(positionals[0], 'LINK'));
    const out = required(values.out, '--out FILE.flaglist');
    if (!address.ok) throw new CommandError(EXIT.usage, address.error.message);
    const { mirror, list: id } = address.value;
    const signal = new AbortController().signal;
    const pool = createSourcePool({ open: (at) => openMirror(at, fetch, true), known: [], now: terminal.nowMs, byReader: true, signal });
    const [tip] = (await pool.tips(new Map([[id, [mirror]]]))).get(id) ?? [];
    if (tip === undefined) throw new CommandError(EXIT.refused, `${mirror}: ${pool.standings()[0]?.trouble?.message ?? 'there is no such list'}`);
    const ports = { pool, parts: { read: async () => undefined, save: async () => {}, remove: async () => {} }, now: terminal.nowMs, onBytes: () => {}, onFlags: () => {} };
    const head = await fetchHead(tip, [mirror], undefined, ports);
    if (!head.ok) throw new CommandError(EXIT.refused, `the list is refused (${head.error.refusal}): ${head.error.message}`);
    const list = await fetchSnapshot(head.value, [mirror], ports);
    if (!list.ok) throw new CommandError(EXIT.refused, `the list is refused (${list.error.refusal}): ${list.error.message}`);
    const kept = readKeptHead(encodeHead(head.value.bytes));
    if (!kept.ok) throw new CommandError(EXIT.refused, kept.error.message);
    const details = await fetchDetails(head.value, [mirror], ports);
    if (!details.ok) throw new CommandError(EXIT.refused, `what the list tells of its flags is refused (${details.error.refusal}): ${details.error.message}`);
    const copy = keptCopy(kept.value, list.value, details.value);
    orRefused(verifyFlagList(copy, { nowMs: terminal.nowMs() }), 'the list is refused');
    await writeResult(out, copy);
    terminal.out(`wrote ${out}: ${printable(list.value.name)}, ${countText(list.value)}, update ${list.value.seq}, valid until ${isoDate(list.value.expiresAtMs)}`);
    return EXIT.ok;
  },
};
