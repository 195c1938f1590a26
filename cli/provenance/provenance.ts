import { createInterface } from 'node:readline';
import { NO_CREDENTIALS, NO_TRUST, type C2paReading, type C2paState, type C2paTrust } from '../../lib/core/c2pa-reading.ts';
import type { Mark, MarkKind, MarkStrength, WorkWishes } from '../../lib/core/mark.ts';
import type { Result } from '../../lib/core/result.ts';
import { tidy } from '../../lib/i18n/strangers.ts';
import { openC2paInNode } from '../../lib/provenance/read-c2pa-node.ts';
import { readPem } from '../../lib/provenance/read-pem.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { jsonLine, type Terminal } from '../terminal.ts';
import { examineFile, type Examined } from './examine-file.ts';

/** In the place of a file: the names of files, one a line, from standard input. */
const INPUT = '-';

export const provenance: Command = {
  summary: 'tell what files say of how they were made',
  usage: `Usage: witnessmark provenance FILE... [--json] [--signers PEM] [--time-stampers PEM] [--interim PEM]

Reads what files carry of how they were made, and what their creators ask for: Content Credentials (C2PA),
IPTC's digital source type, the marks of generators, the label of Chinese law (GB 45438), hidden bits and
watermarks in the pixels, PLUS and TDMRep. JPEG, PNG, WebP, AVIF, GIF, HEIC, SVG, TIFF, PDF, MP4, Matroska, MP3 and WAV, by
their content and not their names, at most 200 MB. - reads names of files from standard input, one a line.

Who may sign credentials and stamp their time is told by lists of certificates, as the C2PA publishes them:
--signers, --time-stampers, and --interim for the list before the official one. Nothing is fetched.

Prints the marks of each file, in the order of the input. --json prints a line of JSON for each file:
  {"file", "c2pa": {"state", "signer", "time", "sourceTypes", "actions"}, "marks": [{"kind",
   "where", "value", "strength", "label"?}], "optOut", "problem"?}
    state     none, remote-only, trusted, unknown-signer, no-trust-list, expired, content-changed,
              invalid, unreadable
    kind      digital-source-type, generator, tc260, stealth-bits, watermark, opt-out
    where     the place in the file and the field there, as exif:UserComment
    strength  declared; possible or suspected where the mark says so itself; measured in the pixels
    label     what it amounts to, such as ai-made
    optOut    the creator's word on data-mining, ai-inference, ai-training and
              ai-generative-training: allowed, refused or constrained
    problem   why the file could not be read

Nobody signed the marks: whoever changes a file can write and remove them. No mark proves nothing.

  witnessmark provenance picture.jpg
  find . -name '*.png' | witnessmark provenance - --json | jq 'select(.optOut["ai-training"] == "refused").file'

Exit code: 0 everything was read, 1 something could not be (the rest is told), 2 wrong usage,
130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, signers: text, 'time-stampers': text, interim: text });
    required(positionals[0], 'FILE');
    const print = values.json === true ? toJson : toText;
    const trust: C2paTrust = { signers: await certificatesIn(values.signers), timeStampers: await certificatesIn(values['time-stampers']), interim: await certificatesIn(values.interim) };
    const stop = terminal.untilInterrupted();
    const { readC2pa, end } = openC2paInNode();
    let [files, unread] = [0, 0];
    try {
      for await (const file of filesOf(positionals, terminal)) {
        if (stop.aborted) return EXIT.interrupted;
        const examined = await examineFile(file, (bytes) => readC2pa(bytes, trust));
        files += 1;
        unread += examined.ok ? 0 : 1;
        for (const line of print(file, examined)) terminal.out(line);
        await terminal.drained();
      }
    } finally {
      end();
    }
    return files > 0 && unread === 0 ? EXIT.ok : EXIT.refused;
  },
};

/** A list that is none is a mistake to be told of, not a list of nobody. */
async function certificatesIn(path: string | undefined): Promise<string> {
  if (path === undefined) return NO_TRUST.signers;
  const found = readPem((await readBytes(path)).toString());
  if (found === undefined) throw new CommandError(EXIT.refused, `${path} holds no certificates (PEM), or one that is cut short`);
  return found.pem;
}

async function* filesOf(names: readonly string[], terminal: Terminal): AsyncGenerator<string> {
  for (const name of names) {
    if (name !== INPUT) {
      yield name;
      continue;
    }
    for await (const line of createInterface({ input: terminal.input(), crlfDelay: Infinity })) if (line !== '') yield line;
  }
}

/** One line of `--json`. Every key but `problem` is always there. */
export interface ProvenanceLine {
  readonly file: string;
  readonly c2pa: {
    readonly state: C2paState;
    readonly signer: string | null;
    /** ISO 8601, by a time stamp whose signature holds. */
    readonly time: string | null;
    /** Terms of IPTC's vocabulary, what was signed last first; each once. */
    readonly sourceTypes: readonly string[];
    /** Such as `c2pa.edited`, in their order. */
    readonly actions: readonly string[];
  };
  readonly marks: readonly {
    readonly kind: MarkKind;
    /** `place:field`. */
    readonly where: string;
    readonly value: string;
    readonly strength: MarkStrength;
    readonly label?: string;
  }[];
  readonly optOut: WorkWishes;
  readonly problem?: string;
}

function toJson(file: string, examined: Result<Examined, string>): readonly string[] {
  const line: ProvenanceLine = examined.ok
    ? { file, c2pa: toCredentials(examined.value.credentials), marks: examined.value.marks.map(toLine), optOut: examined.value.wishes }
    : { file, c2pa: toCredentials(NO_CREDENTIALS), marks: [], optOut: {}, problem: examined.error };
  return [jsonLine(line)];
}

function toCredentials({ state, signer, sourceTypes, actions }: C2paReading): ProvenanceLine['c2pa'] {
  return {
    state,
    signer: signer?.name ?? null,
    time: signer?.signedAt === undefined ? null : new Date(signer.signedAt).toISOString(),
    sourceTypes: [...new Set(sourceTypes.map(({ term }) => term))],
    actions: actions.map(({ name }) => name),
  };
}

function toLine({ kind, where, field, value, strength, label }: Mark): ProvenanceLine['marks'][number] {
  return { kind, where: placeOf({ where, field }), value, strength, ...(label === undefined ? {} : { label }) };
}

function placeOf({ where, field }: Pick<Mark, 'where' | 'field'>): string {
  return `${where}:${field}`;
}

/** Widths of the first columns of a mark, in characters. */
const KIND_COLUMNS = 20;
const STRENGTH_COLUMNS = 9;
const WHERE_COLUMNS = 36;
const MAX_SHOWN = 200;

/** The file, and below it a line for each of its marks. */
function toText(file: string, examined: Result<Examined, string>): readonly string[] {
  const name = tidy(file, MAX_SHOWN);
  if (!examined.ok) return [`${name}: ${examined.error}`];
  const { marks, wishes, credentials } = examined.value;
  if (marks.length === 0 && credentials.state === 'none') return [`${name}: no mark, which proves nothing`];
  const rows = marks.map((mark) =>
    [mark.kind.padEnd(KIND_COLUMNS), mark.strength.padEnd(STRENGTH_COLUMNS), tidy(placeOf(mark), MAX_SHOWN).padEnd(WHERE_COLUMNS), tidy(mark.value, MAX_SHOWN)].join('  '),
  );
  const asked = Object.entries(wishes).map(([use, wish]) => `${use} ${wish}`);
  return [`${name}:`, ...[...credentialRows(credentials), ...rows, ...(asked.length === 0 ? [] : [`the creator asks: ${asked.join(', ')}`])].map((row) => `  ${row}`)];
}

/** One row: the state, who signed and when, what it says and what was done. */
function credentialRows(credentials: C2paReading): readonly string[] {
  if (credentials.state === 'none') return [];
  const { state, signer, time, sourceTypes, actions } = toCredentials(credentials);
  const told = [signer, time, ...sourceTypes, ...actions].filter((word) => word !== null).map((word) => tidy(word, MAX_SHOWN));
  return [['c2pa'.padEnd(KIND_COLUMNS), state, ...(told.length === 0 ? [] : [told.join(', ')])].join('  ')];
}
