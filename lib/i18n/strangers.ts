/** Longest text of a stranger that is put into a sentence, in code points. */
export const MAX_QUOTED = 60;

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Marks that turn the direction, joiners of nothing, tags and halves of characters. U+200C and U+200D are needed to write. */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}\p{Cs}]/gu;

/**
 * A stranger's text on one line: no control characters, nothing that turns the direction of what stands beside
 * it, no invisible characters, white space collapsed, at most `max` code points and then an ellipsis.
 */
export function tidy(text: string, max: number = MAX_QUOTED): string {
  // Cut first, so that a text of megabytes stays cheap: a code point is two units at most, the rest is slack.
  const line = text
    .slice(0, max * 8)
    .replace(INVISIBLE, '')
    .replace(/[\p{Cc}\p{Z}\s]+/gu, ' ')
    .trim();
  const points = [...line];
  return points.length > max || text.length > max * 8 ? `${points.slice(0, max).join('').trimEnd()}…` : line;
}

/** A stranger's text for use inside a sentence: tidied, and isolated so that it cannot turn the words around it. */
export function quoted(text: string, max?: number): string {
  return `${FIRST_STRONG_ISOLATE}${tidy(text, max)}${POP_ISOLATE}`;
}
