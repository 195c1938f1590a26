import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { joinKeys, keysOf } from '../../lib/lists/list-keys.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readCount, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { readDraft } from './draft-file.ts';
import { deltaText, followed } from './follow-list.ts';
import { countText, isoDate, readListFile } from './read-list.ts';
import { showProposedState } from './show-proposed-state.ts';
import { toldCounts, toldText } from './told-details.ts';
import { KEY_HELP, KEY_OPTIONS, withSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const build: Command = {
  summary: 'sign a draft into a .flaglist',
  usage: `Usage: witnessmark lists build --in DRAFT.json --keys KEYS.json... --out LIST.flaglist
                               [--flags FLAGS.jsonl|FLAGS.csv] [--after LIST.flaglist [--forget]]
                               [--propose] [--root-threshold N] [--head-threshold N] [--wait S]

DRAFT.json holds the terms of a list:
  {"name": "...", "charter": "...", "appealContact": "...",
   "labels": [{"name": "Scam", "core": "scam"}],
   "flags": [{"subject": "https://example.org/", "label": "Scam"}]}
and may hold description, languages, mirrors, relays, vouches (links to other lists that it thinks well
of: readers are offered those, and nothing is labelled by that) and inbox ({"relays": ["wss://..."], "pow": 18}:
up to 4 relays at which reports and appeals are taken, and the bits of work, 0-28, that each has to
show; 18 take a browser about 10 seconds, each bit doubles that, and your own answers carry them as
well); of a label also code, severity (0-3), blurs
(none, media, content), subjects, sensitive, ttlWeeks and locales. "core" is one of our labels or x-...

A flag has subject and label, and may have polarity (asserts, disputes), confidence (0-1) and date
(2026-11-22). Subjects are written as for "lists lookup"; an address stands for the post it shows, or
for itself. --flags adds one a line: JSON, or CSV with a first line naming these columns.

Instead of subject a flag may have key: the 24 hex digits that stand for a subject in lists and in what
"lists inbox" shows. Or it may have pdq (64 hex digits) or picture (a file, named from the folder of the
one that names it): then it is on all pictures that look like this one, and readers see it as a mark at most. radius (0-31,
default 16) says how many of 256 bits may differ. Refused are pictures with too few features (quality
under 80; of a bare pdq the quality is yours to know), and all under a sensitive label.

Who asks is told more of a flag: reason (at most 280 characters), lang (of the reason), evidence (up to 4
https addresses, or sha256: and 64 hex digits; in CSV with blanks between), reporters (how many people
reported it: 1, 2-4, 5-9 or 10+ is told) and dispute (open: an appeal waits for its answer; upheld: it was
heard, and the flag stands). A sensitive label carries no reason and no evidence, and a picture nothing.
Instead of these a line may have retracted, with the reason: then it is no flag, and for a year the list
tells that and why it took this one back. Readers ask for a part of at least 64 flags, never for one.

--after continues the list that was published last: same id, next number, and a log of the last
updates that spares its readers the whole. What the draft does not hold any more is retracted; a
flag without a date keeps the one it had, and one of which the draft tells nothing what the list told of
it (an empty reason in JSON takes that away). Terms, labels and keys stay ("lists change-root" changes
them). Without it a new list begins. --forget leaves no word on what the draft does not hold any
more, as law or safety may ask: no update and no reason tells of it, and readers take the whole list once
("lists publish --forget" removes it from mirrors). --propose signs with the writer's key alone, for
those who co-sign the list and hold their keys themselves: "lists cosign", then "lists finish".

--keys may be given several times where the keys of a list lie in several files. A new list begins with
all of them: root keys, a writer and an inbox, and head keys where there are co-signers. How many root
keys must sign a change is what their file says, or else most of them, or --root-threshold; how many of
writer and heads sign a state, --head-threshold (1).

${KEY_HELP}

Exit code: 0 written, 1 draft, keys or list refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values } = readOptions(args, { in: text, ...KEY_OPTIONS, out: text, flags: text, after: text, forget: { type: 'boolean' }, propose: { type: 'boolean' }, 'root-threshold': text, 'head-threshold': text });
    const draftPath = required(values.in, '--in DRAFT.json');
    required(values.keys?.[0], '--keys KEYS.json');
    const out = required(values.out, '--out LIST.flaglist');
    const draft = await readDraft(draftPath, values.flags);
    const before = values.after === undefined ? undefined : await readBytes(values.after);
    const forgets = values.forget === true;
    if (forgets && values.after === undefined) throw new CommandError(EXIT.usage, '--forget goes with --after: a new list has nothing to forget; --help says more');
    const isProposal = values.propose === true;
    const thresholds = thresholdsOf(values['root-threshold'], values['head-threshold']);
    if (before !== undefined && Object.keys(thresholds).length > 0) throw new CommandError(EXIT.usage, 'how many keys sign is said when a list begins; "lists change-root" changes it');
    const nowMs = terminal.nowMs();

    const options = { nowMs, forgets, isProposal, ...(before === undefined ? {} : { previous: before }) };
    const result = await withSigners(values, terminal, async (parts) => {
      if (before !== undefined) return buildFlagList(draft, parts.flatMap(keysOf), options);
      const keys = joinKeys(parts, thresholds);
      return keys.ok ? buildFlagList(draft, keys.value, options) : keys;
    });
    const built = orRefused(result, 'the draft is refused');
    await writeResult(out, built);
    if (isProposal) {
      showProposedState(out, built, before, terminal);
      return EXIT.ok;
    }
    // What readers will be handed is what is on the disk: check that.
    const read = await readListFile(out, nowMs);
    const { list } = read;
    terminal.out(
      `wrote ${out}: ${printable(list.name)}, ${countText(list)}, ${built.length} bytes, ` +
        `update ${list.seq}, valid until ${isoDate(list.expiresAtMs)}`,
    );
    terminal.out(`id ${list.id}`);
    const told = toldCounts(read);
    if (told !== undefined) terminal.out(toldText(told));
    if (values.after !== undefined) terminal.out(forgets ? 'no update tells of what is gone: readers take the whole list' : await stepText(values.after, out, list, nowMs));
    return EXIT.ok;
  },
};

/** How readers of the file before get to the new one, tried. */
async function stepText(before: string, out: string, list: VerifiedList, nowMs: number): Promise<string> {
  const { delta } = list.log.at(-1)!;
  if (delta === undefined) return 'too much changed for an update: readers take the whole list';
  await followed(before, out, nowMs);
  return `readers of update ${list.seq - 1} load ${deltaText(delta)}`;
}

function thresholdsOf(root: string | undefined, head: string | undefined): { readonly rootThreshold?: number; readonly headThreshold?: number } {
  const [rootThreshold, headThreshold] = [readCount(root, '--root-threshold'), readCount(head, '--head-threshold')];
  return { ...(rootThreshold !== undefined && { rootThreshold }), ...(headThreshold !== undefined && { headThreshold }) };
}
