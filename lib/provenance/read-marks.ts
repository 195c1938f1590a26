import type { Mark } from '../core/mark.ts';
import type { FileType } from '../media/sniff-file.ts';
import { partsOf } from './containers/parts-of.ts';
import { fieldsOf } from './fields-of.ts';
import { digitalSourceType } from './marks/digital-source-type.ts';
import { generator } from './marks/generators.ts';
import type { MarkReader } from './marks/mark-reader.ts';
import { optOut } from './marks/opt-out.ts';
import { tc260 } from './marks/tc260.ts';
import type { Field } from './metadata.ts';

/** Every family of marks that a file's metadata may hold. A field is at most one mark. */
const READERS: readonly MarkReader[] = [digitalSourceType, tc260, optOut, generator];

/** Most marks of one file that are told: real ones carry a handful. */
export const MAX_MARKS = 64;

/**
 * What a file's own metadata says of it, each mark once and in the file's order. Nobody signed it, and most platforms
 * strip it: nothing found means nothing known.
 */
export function readMarks(bytes: Uint8Array, type: FileType): readonly Mark[] {
  const fields = fieldsOf(partsOf(bytes, type));
  const marks = new Map<string, Mark>();
  for (const field of fields) {
    if (marks.size === MAX_MARKS) break;
    const mark = firstOf(field, fields);
    if (mark !== undefined) marks.set([mark.kind, mark.where, mark.field, mark.value].join('\0'), mark);
  }
  return [...marks.values()];
}

function firstOf(field: Field, fields: readonly Field[]): Mark | undefined {
  for (const read of READERS) {
    const mark = read(field, fields);
    if (mark !== undefined) return mark;
  }
  return undefined;
}
