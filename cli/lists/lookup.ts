import type { Flag } from '../../lib/core/evidence.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { flagOfHit } from '../../lib/lists/flag-of-hit.ts';
import { flagsOfPicture } from '../../lib/lists/flag-of-picture-hit.ts';
import { PictureIndex } from '../../lib/lists/picture-index.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { writePdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { hitsOn } from './hits-on.ts';
import { hashArgument } from './picture-looks.ts';
import { isoDate, readList } from './read-list.ts';
import { subjectsOf } from './subject-argument.ts';

export const lookup: Command = {
  summary: 'ask a list about subjects',
  usage: `Usage: witnessmark lists lookup FILE SUBJECT... [--json] [--at DATE]

Verifies a .flaglist and says what it flags. A SUBJECT is KIND:SUBJECT (url, post, account, domain,
media, text), an address (looked up as a post, an address and its domains), a handle such as
@alice.example or @alice@host.example, a host name, or the SHA-256 of a file. pdq: and the 64 hex digits
of a PDQ fingerprint ask for what is said of pictures that look like one; each flag tells how many bits
away. --json prints one line a subject: {"subject", "kind", "canonical", "flags": [...]}, of a fingerprint
{"subject", "pdq", "flags": [...]}. --at judges as of another day.

Exit code: 0 at least one is flagged, 1 none is or the list is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' } });
    const [path, ...words] = positionals;
    required(path, 'FILE');
    required(words[0], 'SUBJECT');
    const nowMs = readDate(values.at, terminal.nowMs());
    const asked = words.flatMap(askedBy);
    const list = await readList(path!, nowMs);
    const pictures = new PictureIndex();
    pictures.add(list.id, list.pictures);

    let found = 0;
    for (const { word, about } of asked) {
      const flags = 'pdq' in about ? flagsNear(about.pdq, list, pictures, nowMs) : flagsOn(about, list, nowMs);
      found += flags.length;
      if (values.json === true) terminal.out(jsonLine({ subject: word, ...('pdq' in about ? { pdq: writePdq(about.pdq) } : about), flags }));
      else terminal.out(asText('pdq' in about ? `pdq:${writePdq(about.pdq)}` : `${about.kind}:${printable(about.canonical)}`, flags));
    }
    return found > 0 ? EXIT.ok : EXIT.refused;
  },
};

interface Asked {
  readonly word: string;
  readonly about: Subject | { readonly pdq: PdqHash };
}

function askedBy(word: string): readonly Asked[] {
  const text = word.trim();
  if (text.startsWith('pdq:')) return [{ word, about: { pdq: hashArgument(text.slice(4)) } }];
  return subjectsOf(text).map((about) => ({ word, about }));
}

/** Whoever asks by a bare fingerprint knows how good it is. */
function flagsNear(hash: PdqHash, list: VerifiedList, index: PictureIndex, nowMs: number): readonly Flag[] {
  return flagsOfPicture({ hash, quality: 100 }, index, () => list, nowMs);
}

function flagsOn(subject: Subject, list: VerifiedList, nowMs: number): readonly Flag[] {
  return hitsOn(subjectKeyBytes(subject), list).flatMap((hit) => flagOfHit(hit, list, subject.kind, nowMs) ?? []);
}

function asText(subject: string, flags: readonly Flag[]): string {
  if (flags.length === 0) return `${subject}  no flag`;
  return flags
    .map(({ label, labelName, polarity, confidence, at, distance }) => {
      const sure = `${Math.round(confidence * 100)} % sure`;
      const away = distance === undefined ? '' : `, ${distance} bits away`;
      return `${subject}  ${polarity} ${label} (${printable(labelName)}), ${sure}, week of ${isoDate(at)}${away}`;
    })
    .join('\n');
}
