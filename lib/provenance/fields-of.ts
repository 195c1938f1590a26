import { exifParts } from './exif-fields.ts';
import { iptcFields } from './iptc-fields.ts';
import { MAX_ALL_BYTES, MAX_PART_BYTES, MAX_PARTS, type Field, type Part } from './metadata.ts';
import { readPacket } from './text.ts';
import { xmpFields } from './xmp-fields.ts';

/** The texts in a container's metadata, each once; what is beyond the limits is not read. */
export function fieldsOf(parts: Iterable<Part>): readonly Field[] {
  const fields: Field[] = [];
  let count = 0;
  let bytes = 0;
  function read(found: Iterable<Part>, isInner: boolean): void {
    for (const part of found) {
      const length = part.kind === 'text' ? part.text.length : part.bytes.length;
      if (length > MAX_PART_BYTES) continue;
      count++;
      bytes += length;
      if (count > MAX_PARTS || bytes > MAX_ALL_BYTES) return;
      if (part.kind === 'text') fields.push({ where: part.where, name: part.name, text: part.text });
      else if (part.kind === 'iptc') fields.push(...iptcFields(part.bytes));
      else if (part.kind === 'xmp') fields.push(...xmpFields(readPacket(part.bytes)).map(({ namespace, name, text }) => ({ where: 'xmp' as const, name: namespace + name, text })));
      // EXIF may hold XMP and IPTC, and nothing else that holds more.
      else if (!isInner) read(exifParts(part.bytes), true);
    }
  }
  read(parts, false);
  return fields;
}
