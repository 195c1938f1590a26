import { isSaidOf, type ProvenFlag } from '../../lib/core/receipt.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { MAX_RECEIPT_BYTES } from '../../lib/lists/limits.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { PDQ_MIN_QUALITY, writePdq } from '../../lib/subjects/pdq.ts';
import type { Command } from '../command.ts';
import { looksOf } from '../lists/picture-looks.ts';
import { isoDate } from '../lists/read-list.ts';
import { readBytes, readDate, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { checkFiles, type ProofKind } from './check-files.ts';

export const verify: Command = {
  summary: 'check receipts, offline',
  usage: `Usage: witnessmark receipts verify FILE... [--of SEEN] [--json] [--at DATE]

Checks every signature, hash and byte of receipts, and says what each proves: which list said what of
which subject or look, how sure, since which week, and as of when. A receipt whose tip has expired still proves
what the list said then, and is told apart. - reads a receipt from standard input. Whether a
list deserves to be believed is for you to say: compare its id with the one you know.

--of says whether it is said of the file SEEN: of its bytes, or of pictures that look like it. Of a picture
that is nearer to another one on the list, the list itself says what it says of that one.

--json prints a line of JSON for each file:
  {"file", "holds", "list": {"id", "name"}, "subject": {"kind", "canonical"}, "label", "labelName",
   "polarity", "confidence", "week", "signedAt", "expiresAt", "hasExpired", "hasLapsed"}
             of a flag on how pictures look, "look": {"pdq", "radius"} in place of "subject";
             with --of also "isSaidOf"
  {"file", "holds": false, "problem", "message"}
    week       the day it began, as 2026-11-16; signedAt and expiresAt are ISO 8601
    hasLapsed  the flag itself has run out by the terms of its list
--at judges as of another day.

Exit code: 0 all hold (and are said of SEEN), 1 one does not or cannot be read (the rest is told), 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' }, of: { type: 'string' } });
    required(positionals[0], 'FILE');
    const nowMs = readDate(values.at, terminal.nowMs());
    const of = values.of === undefined ? undefined : await readOf(values.of);
    const receipts: ProofKind<ProvenFlag> = {
      maxBytes: MAX_RECEIPT_BYTES,
      verify: (bytes) => verifyReceipt(bytes, nowMs),
      isAsked: (proven) => of === undefined || isSaidOf(proven, of),
      json: (proven) => ({ ...jsonOf(proven), ...(of && { isSaidOf: isSaidOf(proven, of) }) }),
      text: (proven) => [...textOf(proven), ...(of === undefined ? [] : [`  said of   ${printable(values.of!)}: ${isSaidOf(proven, of) ? 'yes' : 'no'}`])],
    };
    return checkFiles(positionals, values.json === true, receipts, terminal);
  },
};

/** A file as receipts speak of it. */
async function readOf(path: string): Promise<Parameters<typeof isSaidOf>[1]> {
  const bytes = await readBytes(path);
  const looks = await looksOf(bytes);
  return { sha256: blobName(bytes), ...(looks.ok && looks.value.quality >= PDQ_MIN_QUALITY && { pdq: writePdq(looks.value.hash) }) };
}

function jsonOf({ flag, about, signedAt, expiresAt, hasExpired, hasLapsed }: ProvenFlag): object {
  const { list, label, labelName, polarity, confidence, at } = flag;
  return {
    list,
    ...(about.kind === 'look' ? { look: { pdq: about.pdq, radius: about.radius } } : { subject: about }),
    label,
    labelName,
    polarity,
    confidence,
    week: isoDate(at),
    signedAt: new Date(signedAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    hasExpired,
    hasLapsed,
  };
}

function textOf({ flag, about, signedAt, expiresAt, hasExpired, hasLapsed }: ProvenFlag): readonly string[] {
  const { list, label, labelName, polarity, confidence, at } = flag;
  return [
    about.kind === 'look' ? `  looks     pdq:${about.pdq}, up to ${about.radius} of 256 bits off` : `  subject   ${about.kind}:${printable(about.canonical)}`,
    `  says      ${polarity} ${label} (${printable(labelName)}), ${Math.round(confidence * 100)} % sure, week of ${isoDate(at)}${hasLapsed ? ', has run out' : ''}`,
    `  list      ${printable(list.name)}`,
    `  id        ${list.id}`,
    `  signed    ${new Date(signedAt).toISOString()}, ${hasExpired ? 'expired' : 'valid until'} ${isoDate(expiresAt)}`,
  ];
}
