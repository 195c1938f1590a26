import { isRecord } from '../../core/is-record.ts';
import type { MarkStrength } from '../../core/mark.ts';
import type { Field } from '../metadata.ts';
import { jsonObject } from './json-object.ts';
import { NAMESPACES, shortened, shownName, type MarkReader } from './mark-reader.ts';

/** GB 45438-2025, annex: what each value of `Label` means. Only the first says so of itself; the others are a service's guess. */
const STRENGTHS: Readonly<Record<string, MarkStrength>> = { '1': 'declared', '2': 'possible', '3': 'suspected' };

const PROPERTY = `${NAMESPACES['TC260:']}AIGC`;

/**
 * The label that China's law asks for (GB 45438-2025, TC260-PG-20258A): a JSON object in XMP, in a text called `AIGC`
 * of whatever container, in a segment of its own in JPEG, or in EXIF's `UserComment` or `ImageDescription` as `AIGC{…}` or
 * `{"AIGC":{…}}`.
 */
export const tc260: MarkReader = (field) => {
  const json = textOfLabel(field);
  const outer = json === undefined ? undefined : (jsonObject(json) ?? jsonObject(unescaped(json)));
  const stated = outer && (isRecord(outer['AIGC']) ? outer['AIGC'] : outer);
  const code = stated?.['Label'];
  const strength = typeof code === 'string' || typeof code === 'number' ? STRENGTHS[String(code)] : undefined;
  if (stated === undefined || strength === undefined || !Object.hasOwn(STRENGTHS, String(code))) return undefined;
  const producer = stated['ContentProducer'];
  return {
    kind: 'tc260',
    where: field.where,
    field: shownName(field),
    value: shortened(`Label ${String(code)}${typeof producer === 'string' && producer !== '' ? `, ContentProducer ${producer}` : ''}`),
    strength,
    ...(strength === 'declared' ? { label: 'ai-made' } : {}),
  };
};

function textOfLabel({ where, name, text }: Field): string | undefined {
  switch (where) {
    case 'xmp':
      return name === PROPERTY ? text : undefined;
    case 'exif':
      return name === 'UserComment' || name === 'ImageDescription' ? named(text) : undefined;
    case 'png-text':
      return name === 'AIGC' ? text : name === 'UserComment' ? named(text) : undefined;
    case 'jpeg-segment':
    case 'gif-comment':
    case 'mp4-tags':
    case 'matroska-tags':
    case 'id3':
    case 'wav-tags':
    case 'pdf-info':
      return name === 'AIGC' ? text : undefined;
    default:
      return undefined;
  }
}

/** Where the field is not called so, the text has to: a label of anything is no label of this kind. */
function named(text: string): string | undefined {
  const PREFIX = /^\s*AIGC\s*(?=\{)/;
  if (PREFIX.test(text)) return text.replace(PREFIX, '');
  return /^\s*\{\s*"AIGC"\s*:/.test(text) ? text : undefined;
}

/** Some writers escape twice: what XML has undone leaves `&quot;` behind. */
function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
