import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isCoreLabel } from '../../lib/core/label.ts';
import { evaluate as figuresOf, type Answered } from '../../lib/measure/evaluation.ts';
import { findFiles, type Found } from '../classify/find-files.ts';
import { judgePicture, judgeTexts } from '../classify/judge.ts';
import { openDetectors, type Detectors } from '../classify/open-detectors.ts';
import { INPUT, openTexts } from '../classify/open-texts.ts';
import { labelOf, sourceOf, type Statement } from '../classify/statement.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { readOptions, reasonOf } from '../options.ts';
import { jsonLine, type Terminal } from '../terminal.ts';
import { plotsOf } from './plots.ts';
import { readTruth, type TruthTable } from './read-truth.ts';
import { toText } from './to-text.ts';

const POSITIVE = ['1', 'true', 'yes', 'spam', 'scam', 'promotion', 'generated', 'synthetic', 'ai', 'ai-made', 'fake'];
const NEGATIVE = ['0', 'false', 'no', 'clean', 'ham', 'human', 'camera', 'real'];

/** Pictures read and decoded beside each other. */
const PICTURES_AT_ONCE = 4;

/** Who is asked, and about what. */
interface Question {
  readonly label: string;
  readonly truth: TruthTable;
  readonly detectors: Detectors;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

interface Answer extends Answered {
  readonly source: string;
}

export const evaluate: Command = {
  summary: 'measure the detectors on pictures or texts whose class is known',
  usage: `Usage: witnessmark evaluate --pictures DIR --labels FILE [options]
       witnessmark evaluate --text FILE [--labels FILE] [options]

Judges every item whose class is known as the extension would, and prints how good the answers are:
AUC, PR-AUC, balanced accuracy, what is found and what is wrongly called likely, the worst group,
calibration error (ECE) and reliability, coverage against error, and false positives by group with their
95 % bound. A detector looks better on what it learnt from: leave that out, by --only for instance.

  --labels FILE     classes: CSV with a header, or JSONL, also gzipped, with path (as under DIR), file or id,
                    and the class. For texts the file itself, unless given.
  --class COLUMN    column of the class (label)
  --group COLUMN    column to count by, such as a source, a generator or a language
  --positive WORDS  values of the class that mean "yes", with commas (${POSITIVE.join(', ')})
  --negative WORDS  values that mean "no" (${NEGATIVE.join(', ')})
                    Rows of any other class are left out.
  --only COLUMN=VALUES   measure rows with one of these values only, such as split=val,test; may be repeated
  --label LABEL     which label is measured (ai-made for pictures, spam for texts)
  --json            all figures as one line of JSON
  --svg DIR         also writes reliability.svg, coverage.svg, roc.svg and groups.svg

  witnessmark evaluate --pictures photos --labels photos/manifest.csv --group generator
  witnessmark evaluate --text posts.jsonl.gz --group lang --only split=test --json > figures.json

Exit code: 0 measured, 1 nothing could be measured or a file cannot be read, 2 wrong usage,
130 stopped by Ctrl-C (figures of what was judged until then are printed).`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, {
      pictures: text, text, labels: text, class: text, group: text, positive: text, negative: text, label: text, svg: text, json: { type: 'boolean' },
      only: { type: 'string', multiple: true },
    });
    if (positionals.length > 0) throw new CommandError(EXIT.usage, `"${positionals[0]}" belongs to no option; --help says more`);
    if ((values.pictures === undefined) === (values.text === undefined)) {
      throw new CommandError(EXIT.usage, 'name either --pictures DIR or --text FILE');
    }
    const labels = values.labels ?? (values.text === INPUT ? undefined : values.text);
    if (labels === undefined) throw new CommandError(EXIT.usage, '--labels FILE is missing; --help says more');
    const label = values.label ?? (values.text === undefined ? 'ai-made' : 'spam');
    if (!isCoreLabel(label)) throw new CommandError(EXIT.usage, `there is no label "${label}"`);

    if (values.pictures !== undefined) await checkFolder(values.pictures);
    const truth = await readTruth(labels, {
      class: values.class ?? 'label',
      only: (values.only ?? []).map(readOnly),
      ...(values.group === undefined ? {} : { group: values.group }),
      positive: wordsOf(values.positive, POSITIVE),
      negative: wordsOf(values.negative, NEGATIVE),
    });
    const stop = terminal.untilInterrupted();
    const question: Question = { label, truth, detectors: openDetectors(terminal.nowMs, terminal.note), terminal, stop };
    const answers: Answer[] = [];
    for await (const some of values.text === undefined ? pictureAnswers(values.pictures!, question) : textAnswers(values.text, question)) {
      answers.push(...some);
      terminal.progress(`${answers.length} of ${truth.of.size} judged`);
      if (stop.aborted) break;
    }
    noteWhatIsMissing(truth, answers.length, stop, terminal);
    if (truth.of.size === 0) throw new CommandError(EXIT.refused, `nothing to measure: no row of ${labels} has a class that means yes or no; --class, --positive and --negative name it`);
    if (answers.length === 0) return stop.aborted ? EXIT.interrupted : EXIT.refused;

    const figures = figuresOf(answers);
    const source = [...new Set(answers.map((each) => each.source))].toSorted().join(', ');
    terminal.out(values.json === true ? jsonLine({ label, source, ...figures }) : toText(figures, { label, source }));
    if (values.svg !== undefined) await writePlots(values.svg, plotsOf(figures, `${label} by ${source}`), terminal);
    return stop.aborted ? EXIT.interrupted : EXIT.ok;
  },
};

function wordsOf(given: string | undefined, usual: readonly string[]): ReadonlySet<string> {
  return new Set(given === undefined ? usual : given.split(',').map((word) => word.trim().toLowerCase()));
}

/** `split=val,test`: a column, and the values of which a row must have one. */
function readOnly(given: string): readonly [column: string, values: ReadonlySet<string>] {
  const [, column, values] = /^([^=]+)=(.*)$/.exec(given) ?? [];
  if (column === undefined || values === undefined) throw new CommandError(EXIT.usage, `--only ${given} is not like split=test`);
  return [column, new Set(values.split(',').map((value) => value.trim()))];
}

async function checkFolder(path: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
  if (!isFolder) throw new CommandError(EXIT.refused, `--pictures ${path} is not a folder`);
}

async function* pictureAnswers(folder: string, question: Question): AsyncGenerator<readonly Answer[]> {
  let waiting: Found[] = [];
  for await (const found of findFiles(folder, () => {})) {
    if (question.stop.aborted) return;
    if (found.what === 'texts' || !question.truth.of.has(nameOf(found.path))) continue;
    waiting.push(found);
    if (waiting.length === PICTURES_AT_ONCE) yield await judgeWaiting();
  }
  yield await judgeWaiting();

  /** As the labels name it: under the folder, with forward slashes. */
  function nameOf(path: string): string {
    return relative(folder, path).replaceAll('\\', '/');
  }

  async function judgeWaiting(): Promise<readonly Answer[]> {
    const pictures = waiting;
    waiting = [];
    const statements = await Promise.all(pictures.map((each) => judgePicture(each, question.detectors, question.terminal.nowMs)));
    return statements.flatMap((some, i) => answersOf(nameOf(pictures[i]!.path), some, question));
  }
}

async function* textAnswers(path: string, question: Question): AsyncGenerator<readonly Answer[]> {
  for await (const items of openTexts(path, question.terminal, question.stop)) {
    const asked = items.filter(({ id }) => question.truth.of.has(String(id)));
    const statements = await judgeTexts(asked, question.detectors);
    yield statements.flatMap((each) => answersOf(String(each.id), [each], question));
  }
}

/** What the detector of the label says; marks that a file carries are none of its answers. */
function answersOf(name: string, statements: readonly Statement[], { label, truth }: Question): readonly Answer[] {
  const known = truth.of.get(name)!;
  return statements.flatMap((statement) => {
    const { says } = statement;
    if (says.kind === 'claim' || labelOf(statement) !== label) return [];
    return [{ ...known, source: sourceOf(says), answer: says.kind === 'signal' ? says : { abstain: says.why } }];
  });
}

/** Items of the labels that were not met: a wrong folder or a wrong column is seen here. */
function noteWhatIsMissing({ of, leftOut, passedOver }: TruthTable, judged: number, stop: AbortSignal, terminal: Terminal): void {
  if (passedOver > 0) terminal.note(`${passedOver} passed over by --only`);
  if (leftOut > 0) terminal.note(`${leftOut} of another class left out`);
  if (stop.aborted) terminal.note(`stopped: ${judged} of ${of.size} judged`);
  else if (judged < of.size) terminal.note(`${of.size - judged} of ${of.size} that the labels name are not there`);
}

async function writePlots(folder: string, plots: ReadonlyMap<string, string>, terminal: Terminal): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, svg] of plots) await writeFile(join(folder, name), svg);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot write to ${folder}: ${reasonOf(thrown)}`);
  }
  terminal.note(`wrote ${[...plots.keys()].join(', ')} to ${folder}`);
}
