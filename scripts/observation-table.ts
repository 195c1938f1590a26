import type { Observation, ObservedQuiet, ObservedSubject } from '../lib/core/observation.ts';

/** Every label of a page with its reasons, and what drew nothing, for a terminal of so many columns. */
export function observationTable(observation: Observation, columns: number): string {
  const labelled = observation.subjects.filter(({ verdicts }) => verdicts.length > 0);
  const lines = labelled.flatMap((subject) => subjectLines(subject, observation.url, columns));
  return [...lines, ...(lines.length === 0 ? ['No label on this page.'] : []), '', ...quietLines(observation)].join('\n');
}

/** Text of strangers made fit for one line of a terminal: no control, reordering or invisible characters. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll(/\p{Cf}/gu, '').trim();
}

/** Columns a text takes in a terminal: two for wide characters, none for marks that sit on another. */
export function columnsOf(text: string): number {
  return Array.from(text, (character) => (MARKS.test(character) ? 0 : WIDE.test(character) ? 2 : 1)).reduce<number>((sum, width) => sum + width, 0);
}

const MARKS = /[\p{Mn}\p{Me}\u200b-\u200f]/u;
const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Words put on lines of at most so many columns; a word longer than a line is broken. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = pieceUp(word, columns);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' ? lines : [...lines, line];
}

function pieceUp(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && columnsOf(piece + character) > columns) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

const LABEL_COLUMNS = 20;
const STANDING_COLUMNS = 11;

/** One line a label, its evidence under it: the stranger's text comes last, where it can disturb nothing. */
function subjectLines({ where, verdicts }: ObservedSubject, pageUrl: string, columns: number): readonly string[] {
  return verdicts.flatMap(({ label, standing, evidence }) => [
    `${pad(label, LABEL_COLUMNS)} ${pad(standing, STANDING_COLUMNS)} ${cut(placeOf(where, pageUrl), columns - LABEL_COLUMNS - STANDING_COLUMNS - 2)}`,
    ...evidence.flatMap(({ source, probability, reason }) => {
      const sure = probability === undefined ? '' : ` (${Math.round(probability * 100)} %)`;
      return wrap(`${source}${sure}: ${reason}`, columns - 4).map((line, i) => `  ${i === 0 ? '–' : ' '} ${line}`);
    }),
  ]);
}

/** `pictures: 12 no sign, 2 unsure` and `not judged: 3 too-small`, by detector. */
function quietLines({ subjects }: Observation): readonly string[] {
  const counts = new Map<string, number>();
  for (const quiet of subjects.flatMap((subject) => subject.quiet)) {
    const name = `${quiet.detector}: ${outcomeOf(quiet)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts.size === 0 ? [] : ['Looked at and not labelled:', ...[...counts].sort().map(([name, count]) => `  ${name} × ${count}`)];
}

function outcomeOf(quiet: ObservedQuiet): string {
  return 'band' in quiet ? quiet.band : `declined, ${quiet.abstain}`;
}

/** The path alone on the page's own site. */
function placeOf(where: string, pageUrl: string): string {
  const [place, page] = [where, pageUrl].map((address) => (URL.canParse(address) ? new URL(address) : undefined));
  return printable(place !== undefined && place.origin === page?.origin ? place.pathname + place.search : where);
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

function cut(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${pieceUp(text, Math.max(1, columns - 1))[0]}…`;
}
