import type { ProvenFlag } from '../../lib/core/receipt.ts';
import { MAX_RECEIPT_BYTES } from '../../lib/lists/limits.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { EXIT, type Command } from '../command.ts';
import { isoDate } from '../lists/read-list.ts';
import { readDate, readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { readUpTo } from './read-up-to.ts';

export const verify: Command = {
  summary: 'check receipts, offline',
  usage: `Usage: witnessmark receipts verify FILE... [--json] [--at DATE]

Checks every signature, hash and byte of receipts, and says what each proves: which list said what of
which subject, how sure, since which week, and as of when. A receipt whose tip has expired still proves
what the list said then, and is told apart. - reads a receipt from standard input. Whether a
list deserves to be believed is for you to say: compare its id with the one you know.

--json prints a line of JSON for each file:
  {"file", "holds", "list": {"id", "name"}, "subject": {"kind", "canonical"}, "label", "labelName",
   "polarity", "confidence", "week", "signedAt", "expiresAt", "hasExpired", "hasLapsed"}
  {"file", "holds": false, "problem", "message"}
    week       the day it began, as 2026-11-16; signedAt and expiresAt are ISO 8601
    hasLapsed  the flag itself has run out by the terms of its list
--at judges as of another day.

Exit code: 0 all hold, 1 one does not or cannot be read (the rest is told), 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' } });
    required(positionals[0], 'FILE');
    const nowMs = readDate(values.at, terminal.nowMs());
    const print = values.json === true ? asJson : asText;
    let refused = 0;
    for (const file of positionals) {
      const checked = await check(file, nowMs, terminal);
      refused += 'flag' in checked ? 0 : 1;
      terminal.out(print(file, checked));
    }
    return refused === 0 ? EXIT.ok : EXIT.refused;
  },
};

interface Problem {
  readonly problem: string;
  /** A sentence for a person. */
  readonly message: string;
}

async function check(file: string, nowMs: number, terminal: Parameters<Command['run']>[1]): Promise<ProvenFlag | Problem> {
  const bytes = await readUpTo(file, MAX_RECEIPT_BYTES, terminal);
  if (!bytes.ok) return { problem: 'unreadable', message: bytes.error };
  const verified = verifyReceipt(bytes.value, nowMs);
  return verified.ok ? verified.value : { problem: verified.error.tag, message: verified.error.message };
}

function asJson(file: string, checked: ProvenFlag | Problem): string {
  if ('problem' in checked) return jsonLine({ file, holds: false, ...checked });
  const { flag, subject, signedAt, expiresAt, hasExpired, hasLapsed } = checked;
  const { list, label, labelName, polarity, confidence, at } = flag;
  return jsonLine({
    file,
    holds: true,
    list,
    subject,
    label,
    labelName,
    polarity,
    confidence,
    week: isoDate(at),
    signedAt: new Date(signedAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    hasExpired,
    hasLapsed,
  });
}

function asText(file: string, checked: ProvenFlag | Problem): string {
  if ('problem' in checked) return `${printable(file)}: proves nothing (${checked.problem}): ${printable(checked.message)}`;
  const { flag, subject, signedAt, expiresAt, hasExpired, hasLapsed } = checked;
  const { list, label, labelName, polarity, confidence, at } = flag;
  return [
    `${printable(file)}: ok`,
    `  subject   ${subject.kind}:${printable(subject.canonical)}`,
    `  says      ${polarity} ${label} (${printable(labelName)}), ${Math.round(confidence * 100)} % sure, week of ${isoDate(at)}${hasLapsed ? ', has run out' : ''}`,
    `  list      ${printable(list.name)}`,
    `  id        ${list.id}`,
    `  signed    ${new Date(signedAt).toISOString()}, ${hasExpired ? 'expired' : 'valid until'} ${isoDate(expiresAt)}`,
  ].join('\n');
}
