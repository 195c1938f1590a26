import { BANDS } from '../../lib/core/evidence.ts';
import { isCoreLabel } from '../../lib/core/label.ts';
import { CommandError, EXIT, type Command, type ExitCode } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { findFiles, type Found } from './find-files.ts';
import { judgePicture, judgeTexts } from './judge.ts';
import { openDetectors } from './open-detectors.ts';
import { INPUT, openTexts } from './open-texts.ts';
import { isOfEveryItem, labelOf, toLine, toText, type Statement } from './statement.ts';
import { Tally } from './tally.ts';

/** Pictures read and decoded beside each other: one is measured while the next are decoded. */
const PICTURES_AT_ONCE = 4;

export const classify: Command = {
  summary: 'judge pictures and texts as the extension does',
  usage: `Usage: witnessmark classify PATH... [--json] [--label LABEL]... [--band BAND]...

Judges pictures, folders of them (and folders in those), and texts in JSONL files: objects with "text"
and perhaps "id", one a line, at most 1 MiB each, also gzipped. - is JSONL from standard input. A picture
is known by its content, not its name (JPEG, PNG, WebP, AVIF; at most 20 MB and 40 megapixels).

Prints a line for each item and label, in the order of the input. --json prints JSON:
  {"id", "kind", "label", "probability", "band", "abstain"?, "reasons", "source"}
    kind         picture, text
    probability  calibrated, 0-1; null where nothing was measured
    band         likely, unsure, no-sign; null where nothing was measured
    abstain      why nothing was measured, such as too-small, undecodable, unreadable, bad-line
    source       who says so: detector@version, or the mark a picture carries of its own making
Without an id of its own a text goes by file:line. --label and --band print only what they name.

  witnessmark classify holiday/ --band likely
  witnessmark classify posts.jsonl.gz --json > judged.jsonl
  head -100 posts.jsonl | witnessmark classify - --json | jq 'select(.probability > .9).id'

Exit code: 0 everything was read, 1 something could not be (its line says why; the rest is judged),
2 wrong usage, 130 stopped by Ctrl-C (what was done is printed).`,

  async run(args, terminal) {
    const many = { type: 'string', multiple: true } as const;
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' }, label: many, band: many });
    required(positionals[0], 'PATH');
    const isWanted = filterOf(values.label, values.band);
    const print = values.json === true ? (each: Statement) => jsonLine(toLine(each)) : toText;

    const stop = terminal.untilInterrupted();
    const tally = new Tally();
    for await (const statements of judgeAll(positionals, terminal, tally, stop)) {
      for (const each of statements) {
        tally.add(each);
        if (isWanted(each)) terminal.out(print(each));
      }
      await terminal.drained();
      terminal.progress(tally.summary());
      if (stop.aborted) break;
    }
    terminal.note(`${stop.aborted ? 'stopped: ' : ''}${tally.summary()}`);
    return exitCode(tally, stop);
  },
};

function exitCode(tally: Tally, stop: AbortSignal): ExitCode {
  if (stop.aborted) return EXIT.interrupted;
  return tally.items > 0 && tally.unread === 0 ? EXIT.ok : EXIT.refused;
}

function filterOf(labels: readonly string[] | undefined, bands: readonly string[] | undefined): (statement: Statement) => boolean {
  const unknown = labels?.find((label) => !isCoreLabel(label)) ?? bands?.find((band) => !BANDS.some((each) => each === band));
  if (unknown !== undefined) throw new CommandError(EXIT.usage, `there is no label or band "${unknown}"`);
  return (statement) => {
    const { says } = statement;
    const isLabel = labels === undefined ? isOfEveryItem(statement) || says.kind === 'claim' : labels.includes(labelOf(statement));
    return isLabel && (bands === undefined || (says.kind === 'signal' && bands.includes(says.band)));
  };
}

/** What is said of everything the paths stand for, in their order, a batch at a time. */
async function* judgeAll(paths: readonly string[], terminal: Terminal, tally: Tally, stop: AbortSignal): AsyncGenerator<readonly Statement[]> {
  const detectors = openDetectors(terminal.nowMs, terminal.note);
  let waiting: Found[] = [];
  async function judgeWaiting(): Promise<readonly Statement[]> {
    const pictures = waiting;
    waiting = [];
    return (await Promise.all(pictures.map((each) => judgePicture(each, detectors, terminal.nowMs)))).flat();
  }

  for await (const found of findAll(paths, terminal, tally)) {
    if (stop.aborted) return;
    if (found.what !== 'texts') {
      waiting.push(found);
      if (waiting.length === PICTURES_AT_ONCE) yield await judgeWaiting();
      continue;
    }
    yield await judgeWaiting();
    for await (const items of openTexts(found.path, terminal, stop)) yield await judgeTexts(items, detectors);
  }
  yield await judgeWaiting();
}

async function* findAll(paths: readonly string[], terminal: Terminal, tally: Tally): AsyncGenerator<Found> {
  for (const path of new Set(paths)) {
    if (path === INPUT) {
      yield { what: 'texts', path };
      continue;
    }
    let isEmpty = true;
    for await (const found of findFiles(path, () => (tally.skipped += 1))) {
      isEmpty = false;
      yield found;
    }
    if (isEmpty) terminal.note(`witnessmark: ${printable(path)}: there is no picture and no JSONL file in it`);
  }
}
