import { inflateCapped } from '../inflate-capped.ts';
import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { latin1, readText, readUtf16 } from '../text.ts';

/** Bytes before the end of the file in which it states where its table begins. */
const TAIL_BYTES = 1024;
/** Tables that follow each other, entries of all of them, and bytes of one dictionary that are read. */
const MAX_TABLES = 32;
const MAX_ENTRIES = 200_000;
const MAX_DICTIONARY = 16_384;

/** Where an object lies: at a place in the file, or in a stream of objects by its rank there. */
type Place = { readonly at: number } | { readonly stream: number; readonly rank: number };

/**
 * ISO 32000-2: from the end of the file to its tables, to the catalogue, to the metadata stream, and the document's own
 * description. What no table leads to is not found, however much it looks like metadata. Encrypted files are not read.
 */
export function* pdfParts(bytes: Uint8Array): Generator<Part> {
  const found = readTables(bytes);
  if (found === undefined || found.trailer.includes('/Encrypt')) return;
  const { places, trailer } = found;
  const catalogue = dictionaryOf(bytes, places, referenceIn(trailer, 'Root'));
  const metadata = referenceIn(catalogue ?? '', 'Metadata');
  const stream = metadata === undefined ? undefined : streamOf(bytes, places, metadata);
  if (stream !== undefined && /\/Subtype\s*\/XML\b/.test(stream.dictionary)) yield { kind: 'xmp', bytes: stream.data };
  const info = dictionaryOf(bytes, places, referenceIn(trailer, 'Info'));
  for (const name of ['Creator', 'Producer', 'Subject', 'Keywords', 'AIGC']) {
    const text = info === undefined ? undefined : stringIn(info, name);
    if (text !== undefined) yield { kind: 'text', where: 'pdf-info', name, text };
  }
}

interface Tables {
  readonly places: ReadonlyMap<number, Place>;
  /** The newest trailer first. */
  readonly trailer: string;
}

/** What all tables of a file may still hold. */
interface Budget {
  entries: number;
}

function readTables(bytes: Uint8Array): Tables | undefined {
  const tail = latin1(bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)));
  const start = [...tail.matchAll(/startxref\s+(\d{1,10})\s/g)].at(-1)?.[1];
  const places = new Map<number, Place>();
  const visited = new Set<number>();
  const budget = { entries: MAX_ENTRIES };
  let trailer = '';
  for (let at = start === undefined ? -1 : Number(start); at >= 0 && at < bytes.length && !visited.has(at) && visited.size < MAX_TABLES; ) {
    visited.add(at);
    const own = latin1(bytes.subarray(at, at + 4)) === 'xref' ? readTable(bytes, at, places, budget) : readStreamTable(bytes, at, places, budget);
    if (own === undefined) break;
    trailer += own;
    const previous = /\/Prev\s+(\d{1,10})\b/.exec(own)?.[1];
    at = previous === undefined ? -1 : Number(previous);
  }
  return trailer === '' ? undefined : { places, trailer };
}

/** 7.5.4: sections of entries of 20 bytes, then the trailer. The newest table comes first and counts. */
function readTable(bytes: Uint8Array, start: number, places: Map<number, Place>, budget: Budget): string | undefined {
  const ENTRY = 20;
  let at = start + 4;
  while (budget.entries > 0) {
    budget.entries--;
    const head = latin1(bytes.subarray(at, at + 64));
    const section = /^\s*(\d{1,10})\s+(\d{1,10})\s*?\r?\n/.exec(head) ?? /^\s*(\d{1,10}) (\d{1,10})\s/.exec(head);
    if (section === null) {
      const trailer = /^\s*trailer\s*/.exec(head);
      return trailer === null ? undefined : dictionaryAt(bytes, at + trailer[0].length);
    }
    const [first, count] = [Number(section[1]), Number(section[2])];
    at += section[0].length;
    if (at + count * ENTRY > bytes.length) return undefined;
    for (let i = 0; i < count && budget.entries > 0; i++, at += ENTRY, budget.entries--) {
      const entry = /^(\d{10}) \d{5} n/.exec(latin1(bytes.subarray(at, at + ENTRY)));
      if (entry !== null && !places.has(first + i)) places.set(first + i, { at: Number(entry[1]) });
    }
  }
  return undefined;
}

/** 7.5.8: the table as a stream of numbers, by which compressed objects are found as well. */
function readStreamTable(bytes: Uint8Array, at: number, places: Map<number, Place>, budget: Budget): string | undefined {
  const stream = streamAt(bytes, at);
  if (stream === undefined || !/\/Type\s*\/XRef\b/.test(stream.dictionary)) return undefined;
  const widths = numbersIn(stream.dictionary, 'W');
  const [typeBytes = 0, placeBytes = 0, rankBytes = 0] = widths;
  const row = typeBytes + placeBytes + rankBytes;
  if (widths.length !== 3 || row < 1 || row > 24) return undefined;
  const size = Number(/\/Size\s+(\d{1,10})/.exec(stream.dictionary)?.[1] ?? 0);
  const index = numbersIn(stream.dictionary, 'Index');
  const sections = index.length >= 2 ? index : [0, size];
  let from = 0;
  for (let s = 0; s + 1 < sections.length; s += 2) {
    for (let i = 0; i < sections[s + 1]! && from + row <= stream.data.length && budget.entries > 0; i++, from += row, budget.entries--) {
      const number = sections[s]! + i;
      const type = typeBytes === 0 ? 1 : bigEndian(stream.data, from, typeBytes);
      const second = bigEndian(stream.data, from + typeBytes, placeBytes);
      const third = bigEndian(stream.data, from + typeBytes + placeBytes, rankBytes);
      if (places.has(number)) continue;
      if (type === 1) places.set(number, { at: second });
      else if (type === 2) places.set(number, { stream: second, rank: third });
    }
  }
  return stream.dictionary;
}

interface Stream {
  readonly dictionary: string;
  readonly data: Uint8Array;
}

function streamOf(bytes: Uint8Array, places: Tables['places'], number: number): Stream | undefined {
  const place = places.get(number);
  return place === undefined || !('at' in place) ? undefined : streamAt(bytes, place.at, number, places);
}

/** An object that is a stream, plain or deflated. Its length is stated, perhaps in another object; nothing is searched for. */
function streamAt(bytes: Uint8Array, at: number, number?: number, places?: Tables['places']): Stream | undefined {
  const head = objectHead(bytes, at, number);
  const dictionary = head === undefined ? undefined : dictionaryAt(bytes, head);
  if (head === undefined || dictionary === undefined) return undefined;
  const after = /^\s*stream\r?\n/.exec(latin1(bytes.subarray(head + dictionary.length, head + dictionary.length + 32)));
  const length = lengthIn(bytes, dictionary, places);
  if (after === null || length === undefined || length > MAX_PART_BYTES) return undefined;
  const start = head + dictionary.length + after[0].length;
  const raw = bytes.subarray(start, start + length);
  if (raw.length !== length || !/^\s*endstream/.test(latin1(bytes.subarray(start + length, start + length + 16)))) return undefined;
  const filter = /\/Filter\s{0,8}\[?\s{0,8}\/(\w{1,32})/.exec(dictionary)?.[1];
  const data = filter === undefined ? raw : filter === 'FlateDecode' ? inflateCapped(raw, 'zlib') : undefined;
  const plain = data && withoutPredictor(data, dictionary);
  return plain && { dictionary, data: plain };
}

function lengthIn(bytes: Uint8Array, dictionary: string, places: Tables['places'] | undefined): number | undefined {
  const elsewhere = /\/Length\s+(\d{1,10})\s+\d{1,5}\s+R/.exec(dictionary)?.[1];
  if (elsewhere === undefined) {
    const stated = /\/Length\s+(\d{1,10})\b/.exec(dictionary)?.[1];
    return stated === undefined ? undefined : Number(stated);
  }
  const place = places?.get(Number(elsewhere));
  const head = place !== undefined && 'at' in place ? objectHead(bytes, place.at, Number(elsewhere)) : undefined;
  const value = head === undefined ? undefined : /^\s*(\d{1,10})\s/.exec(latin1(bytes.subarray(head, head + 24)))?.[1];
  return value === undefined ? undefined : Number(value);
}

/** PNG's "up" filter, which writers use for tables: each byte is added to the one above it. */
function withoutPredictor(data: Uint8Array, dictionary: string): Uint8Array | undefined {
  const predictor = Number(/\/Predictor\s+(\d+)/.exec(dictionary)?.[1] ?? 1);
  if (predictor === 1) return data;
  const columns = Number(/\/Columns\s+(\d{1,5})/.exec(dictionary)?.[1] ?? 1);
  const rows = Math.floor(data.length / (columns + 1));
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * (columns + 1)];
    if (filter !== 0 && filter !== 2) return undefined;
    for (let i = 0; i < columns; i++) {
      const above = filter === 2 && row > 0 ? plain[(row - 1) * columns + i]! : 0;
      plain[row * columns + i] = data[row * (columns + 1) + 1 + i]! + above;
    }
  }
  return plain;
}

/** The dictionary of an object, wherever it lies. */
function dictionaryOf(bytes: Uint8Array, places: Tables['places'], number: number | undefined): string | undefined {
  const place = number === undefined ? undefined : places.get(number);
  if (number === undefined || place === undefined) return undefined;
  if ('at' in place) {
    const head = objectHead(bytes, place.at, number);
    return head === undefined ? undefined : dictionaryAt(bytes, head);
  }
  const stream = streamOf(bytes, places, place.stream);
  const first = Number(/\/First\s+(\d{1,10})/.exec(stream?.dictionary ?? '')?.[1] ?? -1);
  if (stream === undefined || first < 0 || first > MAX_DICTIONARY) return undefined;
  const offsets = latin1(stream.data.subarray(0, first)).trim().split(/\s+/).map(Number);
  const offset = offsets[2 * place.rank] === number ? offsets[2 * place.rank + 1] : undefined;
  return offset === undefined ? undefined : dictionaryAt(stream.data, first + offset);
}

/** The place after `12 0 obj`. */
function objectHead(bytes: Uint8Array, at: number, number?: number): number | undefined {
  const head = /^\s*(\d{1,10})\s+\d{1,5}\s+obj\s*/.exec(latin1(bytes.subarray(at, at + 48)));
  return head === null || (number !== undefined && Number(head[1]) !== number) ? undefined : at + head[0].length;
}

/** The text of the dictionary that begins at a place, brackets included. Names within strings and within others are kept apart. */
function dictionaryAt(bytes: Uint8Array, at: number): string | undefined {
  const text = latin1(bytes.subarray(at, at + MAX_DICTIONARY));
  if (!text.startsWith('<<')) return undefined;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const two = text.slice(i, i + 2);
    if (text[i] === '(') {
      i = stringEnd(text, i);
    } else if (two === '<<') {
      depth++;
      i++;
    } else if (two === '>>') {
      depth--;
      i++;
      if (depth === 0) return text.slice(0, i + 1);
    }
  }
  return undefined;
}

/** The bracket that ends the string at `start`; brackets in it come in pairs or after a backslash. */
function stringEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}

function referenceIn(dictionary: string, name: string): number | undefined {
  const found = new RegExp(`/${name}\\s+(\\d{1,10})\\s+\\d{1,5}\\s+R`).exec(dictionary)?.[1];
  return found === undefined ? undefined : Number(found);
}

function numbersIn(dictionary: string, name: string): readonly number[] {
  const list = new RegExp(`/${name}\\s*\\[([\\d\\s]{1,4096})\\]`).exec(dictionary)?.[1] ?? '';
  return list.trim().split(/\s+/).filter((word) => word !== '').map(Number);
}

/** A string in brackets, or in hexadecimal; UTF-16 where it says so. */
function stringIn(dictionary: string, name: string): string | undefined {
  const at = new RegExp(`/${name}\\s*(?=[(<])`).exec(dictionary);
  if (at === null) return undefined;
  const start = at.index + at[0].length;
  const literal = dictionary[start] === '(' ? dictionary.slice(start + 1, stringEnd(dictionary, start)).replaceAll(/\\([()\\])/g, '$1') : hexadecimal(dictionary.slice(start));
  const bytes = Uint8Array.from(literal, (letter) => letter.charCodeAt(0));
  return bytes[0] === 0xfe && bytes[1] === 0xff ? readUtf16(bytes, 'be') : readText(bytes);
}

function hexadecimal(text: string): string {
  const digits = /^<([0-9a-fA-F\s]*)>/.exec(text)?.[1]?.replaceAll(/\s/g, '') ?? '';
  return digits.replaceAll(/../g, (two) => String.fromCharCode(Number.parseInt(two, 16))).slice(0, digits.length >> 1);
}

function bigEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
