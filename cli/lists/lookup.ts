import type { Flag } from '../../lib/core/evidence.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { flagOfHit } from '../../lib/lists/flag-of-hit.ts';
import { confirmHit, tailShardOf } from '../../lib/lists/key-tails.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { isoDate, readList } from './read-list.ts';
import { subjectsOf } from './subject-argument.ts';

export const lookup: Command = {
  summary: 'ask a list about subjects',
  usage: `Usage: witnessmark lists lookup FILE SUBJECT... [--json] [--at DATE]

Verifies a .flaglist and says what it flags. A SUBJECT is KIND:SUBJECT (url, post, account, domain,
media, text), an address (looked up as a post, an address and its domains), a handle such as
@alice.example or @alice@host.example, a host name, or the SHA-256 of a file. --json prints one line
a subject: {"subject", "kind", "canonical", "flags": [...]}. --at judges as of another day.

Exit code: 0 at least one is flagged, 1 none is or the list is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, at: { type: 'string' } });
    const [path, ...words] = positionals;
    required(path, 'FILE');
    required(words[0], 'SUBJECT');
    const nowMs = readDate(values.at, terminal.nowMs());
    const asked = words.flatMap((word) => subjectsOf(word).map((subject) => ({ word, subject })));
    const list = await readList(path!, nowMs);
    const index = new FlagIndex();
    index.add(list.id, list.index);

    let found = 0;
    for (const { word, subject } of asked) {
      const flags = flagsOn(subject, list, index, nowMs);
      found += flags.length;
      if (values.json === true) terminal.out(jsonLine({ subject: word, ...subject, flags }));
      else terminal.out(asText(subject, flags));
    }
    return found > 0 ? EXIT.ok : EXIT.refused;
  },
};

function flagsOn(subject: Subject, list: VerifiedList, index: FlagIndex, nowMs: number): readonly Flag[] {
  const key = subjectKeyBytes(subject);
  return index
    .lookup(key)
    .filter((hit) => confirmHit(list.shards[tailShardOf(hit.position)]!, hit, key))
    .flatMap((hit) => flagOfHit(hit, list, subject.kind, nowMs) ?? []);
}

function asText({ kind, canonical }: Subject, flags: readonly Flag[]): string {
  const subject = `${kind}:${printable(canonical)}`;
  if (flags.length === 0) return `${subject}  no flag`;
  return flags
    .map(({ label, labelName, polarity, confidence, at }) => {
      const sure = `${Math.round(confidence * 100)} % sure`;
      return `${subject}  ${polarity} ${label} (${printable(labelName)}), ${sure}, week of ${isoDate(at)}`;
    })
    .join('\n');
}
