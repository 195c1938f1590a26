import type { Flag } from '../../lib/core/evidence.ts';
import type { FlagDetails, ReasonText } from '../../lib/core/flag-reason.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { flagOfHit } from '../../lib/lists/flag-of-hit.ts';
import { flagsOfPicture } from '../../lib/lists/flag-of-picture-hit.ts';
import { RETRACTION_WEEKS, WEEK_S } from '../../lib/lists/limits.ts';
import { detailsOn } from '../../lib/lists/list-details.ts';
import { PictureIndex } from '../../lib/lists/picture-index.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { writePdq, type Pdq } from '../../lib/subjects/pdq.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { hitsOn } from './hits-on.ts';
import { looksAsked } from './picture-looks.ts';
import { isoDate, readListFile, type ReadListFile } from './read-list.ts';
import { subjectsOf } from './subject-argument.ts';

export const lookup: Command = {
  summary: 'ask a list about subjects',
  usage: `Usage: witnessmark lists lookup FILE SUBJECT... [--json] [--at DATE]

Verifies a .flaglist and says what it flags. A SUBJECT is KIND:SUBJECT (url, post, account, domain,
media, text), an address (looked up as a post, an address and its domains), a handle such as
@alice.example or @alice@host.example, a host name, or the SHA-256 of a file. picture: and a file, or pdq:
and the 64 hex digits of a PDQ fingerprint, ask for what is said of pictures that look like it; each flag
tells how many bits away. Below a flag stands what the list tells of it, where the file carries that, and
below a subject which flags on it were taken back within the last year. --at judges as of another day.

--json prints one line a subject: {"subject", "kind", "canonical", "flags": [...], "retracted": [...]}, of a
picture {"subject", "pdq", "flags": [...]}. A flag may have "details": {"reason": {"text", "lang"},
"evidence", "reporters", "dispute"}; on a picture it has "distance" and the "look" it is on.

Exit code: 0 at least one is flagged, 1 none is or the list is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' } });
    const [path, ...words] = positionals;
    required(path, 'FILE');
    required(words[0], 'SUBJECT');
    const nowMs = readDate(values.at, terminal.nowMs());
    const asked = (await Promise.all(words.map(askedBy))).flat();
    const read = await readListFile(path!, nowMs);
    const { list } = read;
    const pictures = new PictureIndex();
    pictures.add(list.id, list.pictures);

    let found = 0;
    for (const { word, about } of asked) {
      if ('hash' in about) {
        const flags = flagsOfPicture(about, pictures, () => list, nowMs);
        found += flags.length;
        const pdq = writePdq(about.hash);
        terminal.out(values.json === true ? jsonLine({ subject: word, pdq, flags }) : asText(`pdq:${pdq}`, flags));
        continue;
      }
      const told = toldOf(about, read, nowMs);
      const flags = flagsOn(about, list, nowMs).map((flag) => withDetails(flag, told));
      found += flags.length;
      if (values.json === true) terminal.out(jsonLine({ subject: word, ...about, flags, ...(told.retracted.length > 0 && { retracted: told.retracted }) }));
      else terminal.out([asText(`${about.kind}:${printable(about.canonical)}`, flags), ...told.retracted.map(retractedText)].join('\n'));
    }
    return found > 0 ? EXIT.ok : EXIT.refused;
  },
};

interface Asked {
  readonly word: string;
  readonly about: Subject | Pdq;
}

async function askedBy(word: string): Promise<readonly Asked[]> {
  const text = word.trim();
  const looks = await looksAsked(text);
  return looks === undefined ? subjectsOf(text).map((about) => ({ word, about })) : [{ word, about: looks }];
}

function flagsOn(subject: Subject, list: VerifiedList, nowMs: number): readonly Flag[] {
  return hitsOn(subjectKeyBytes(subject), list).flatMap((hit) => flagOfHit(hit, list, subject.kind, nowMs) ?? []);
}

/** What the list tells of a subject besides its flags. */
interface Told {
  readonly details: ReadonlyMap<string, FlagDetails>;
  readonly retracted: readonly Retracted[];
}

interface Retracted {
  /** The list's own name for the label. */
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason?: ReasonText;
}

function toldOf(subject: Subject, { list, file, index }: ReadListFile, nowMs: number): Told {
  const details = new Map<string, FlagDetails>();
  const retracted: Retracted[] = [];
  for (const detail of detailsOn(subjectKeyBytes(subject), file, index)) {
    const label = list.labels.find(({ code }) => code === detail.label)?.name;
    if (label === undefined) continue;
    if ('flag' in detail) details.set(label, detail.flag);
    else {
      const { week, reason } = detail.retraction;
      const at = list.epochMs + week * WEEK_S * 1000;
      if (nowMs - at <= RETRACTION_WEEKS * WEEK_S * 1000) retracted.push({ label, at, ...(reason && { reason }) });
    }
  }
  return { details, retracted };
}

type DetailedFlag = Flag & { readonly details?: FlagDetails };

function withDetails(flag: Flag, { details }: Told): DetailedFlag {
  const told = details.get(flag.labelName);
  return told === undefined ? flag : { ...flag, details: told };
}

function detailsText({ reason, evidence, reporters, dispute }: FlagDetails): readonly string[] {
  return [
    ...(reason === undefined ? [] : [`because: ${printable(reason.text)}`]),
    ...evidence.map((piece) => `see: ${'link' in piece ? printable(piece.link) : `sha256:${piece.sha256}`}`),
    ...(reporters === undefined ? [] : [`reported by: ${reporters}`]),
    ...(dispute === undefined ? [] : [dispute === 'open' ? 'an appeal waits for its answer' : 'upheld after an appeal']),
  ].map((line) => `  ${line}`);
}

function retractedText({ label, at, reason }: Retracted): string {
  return `  taken back: ${printable(label)}, week of ${isoDate(at)}${reason === undefined ? '' : `, because: ${printable(reason.text)}`}`;
}

function asText(subject: string, flags: readonly DetailedFlag[]): string {
  if (flags.length === 0) return `${subject}  no flag`;
  return flags
    .flatMap(({ label, labelName, polarity, confidence, at, distance, details }) => {
      const sure = `${Math.round(confidence * 100)} % sure`;
      const away = distance === undefined ? '' : `, ${distance} bits away`;
      return [`${subject}  ${polarity} ${label} (${printable(labelName)}), ${sure}, week of ${isoDate(at)}${away}`, ...(details === undefined ? [] : detailsText(details))];
    })
    .join('\n');
}
