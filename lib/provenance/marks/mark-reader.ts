import { MAX_MARK_VALUE } from '../../core/mark.ts';
import type { Mark } from '../../core/mark.ts';
import type { Field } from '../metadata.ts';

/** One family of marks: what a field says, if it is one; `all` are the other fields of the same file. */
export type MarkReader = (field: Field, all: readonly Field[]) => Mark | undefined;

/** Namespaces of the properties that marks are in, by the prefix they usually go by. */
export const NAMESPACES = {
  'Iptc4xmpExt:': 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  'TC260:': 'http://www.tc260.org.cn/ns/AIGC/1.0/',
  'dc:': 'http://purl.org/dc/elements/1.1/',
  'exif:': 'http://ns.adobe.com/exif/1.0/',
  'photoshop:': 'http://ns.adobe.com/photoshop/1.0/',
  'plus:': 'http://ns.useplus.org/ldf/xmp/1.0/',
  'tdm:': 'http://www.w3.org/ns/tdmrep/',
  'tiff:': 'http://ns.adobe.com/tiff/1.0/',
  'xmp:': 'http://ns.adobe.com/xap/1.0/',
} as const;

/** A field's name for people: in XMP with the usual prefix in place of the address. */
export function shownName({ where, name }: Field): string {
  const known = where === 'xmp' && Object.entries(NAMESPACES).find(([, address]) => name.startsWith(address));
  return known ? known[0] + name.slice(known[1].length) : name;
}

/** What is kept of a text, cut where no character is torn apart. */
export function shortened(text: string, max: number = MAX_MARK_VALUE): string {
  return text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}
