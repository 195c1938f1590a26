import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { xmlTags } from '../xml-tags.ts';

/** SVG 2, 5.9: what is in `metadata` is for other standards, XMP among them. Only such elements of the drawing itself, whole, near its beginning. */
export function* svgParts(bytes: Uint8Array): Generator<Part> {
  const svg = new TextDecoder().decode(bytes.subarray(0, MAX_PART_BYTES));
  const open: string[] = [];
  let metadataAt = -1;
  for (const { name, kind, start, end } of xmlTags(svg)) {
    if (kind === 'open') {
      open.push(name);
      if (open[0] !== 'svg') return;
      if (open.length === 2 && name === 'metadata') metadataAt = end;
    } else if (kind === 'close') {
      if (open.pop() !== name || open.length === 0) return;
      if (open.length === 1 && name === 'metadata') yield { kind: 'xmp', bytes: new TextEncoder().encode(svg.slice(metadataAt, start)) };
    }
  }
}
