import { readUint, spells } from '../media/bytes.ts';
import type { Field } from './metadata.ts';
import { readText } from './text.ts';

/** IPTC-NAA Information Interchange Model 4.2, record 2: the texts that a mark may be in. */
const DATASETS: ReadonlyMap<number, string> = new Map([
  [5, 'ObjectName'],
  [25, 'Keywords'],
  [40, 'SpecialInstructions'],
  [65, 'OriginatingProgram'],
  [80, 'By-line'],
  [105, 'Headline'],
  [110, 'Credit'],
  [115, 'Source'],
  [116, 'CopyrightNotice'],
  [120, 'Caption'],
]);
const IPTC_RESOURCE = 0x0404;
const MAX_DATASETS = 512;

/** The texts of an IIM block: bare, as TIFF holds it, or among Photoshop's resources, as JPEG does. */
export function* iptcFields(bytes: Uint8Array): Generator<Field> {
  if (spells(bytes, 0, '8BIM')) {
    for (const block of resources(bytes)) yield* datasets(block);
  } else {
    yield* datasets(bytes);
  }
}

/** Photoshop's image resources: a name padded to an even length, then data padded likewise. */
function* resources(bytes: Uint8Array): Generator<Uint8Array> {
  let at = 0;
  for (let count = 0; count < MAX_DATASETS && spells(bytes, at, '8BIM'); count++) {
    const nameBytes = 1 + readUint(bytes, at + 6, 1);
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    const size = readUint(bytes, sizeAt, 4);
    const start = sizeAt + 4;
    if (size < 0 || start + size > bytes.length) return;
    if (readUint(bytes, at + 4, 2) === IPTC_RESOURCE) yield bytes.subarray(start, start + size);
    at = start + size + (size % 2);
  }
}

function* datasets(bytes: Uint8Array): Generator<Field> {
  const MARKER = 0x1c;
  const EXTENDED = 0x8000;
  let at = 0;
  for (let count = 0; count < MAX_DATASETS && readUint(bytes, at, 1) === MARKER; count++) {
    const record = readUint(bytes, at + 1, 1);
    const dataset = readUint(bytes, at + 2, 1);
    const length = readUint(bytes, at + 3, 2);
    const start = at + 5;
    // Lengths over 32 kilobytes are stated otherwise; no text here is so long.
    if (length < 0 || (length & EXTENDED) !== 0 || start + length > bytes.length) return;
    const data = bytes.subarray(start, start + length);
    const name = record === 2 ? DATASETS.get(dataset) : undefined;
    // What the block states of its characters is often wrong: they are read as UTF-8 where they are that.
    if (name !== undefined) yield { where: 'iptc', name, text: readText(data) };
    at = start + length;
  }
}
