/** Texts of fewer letters have no key: short ones are written twice by chance. */
export const MIN_TEXT_LETTERS = 40;
/** Texts of more UTF-16 units, before or after folding, have no key: posts are read no further, and cut texts differ. */
export const MAX_TEXT_LENGTH = 20_000;

/**
 * What takes no room on the screen or only steers how the rest is drawn: default-ignorable code points (zero-width
 * characters, joiners, bidi controls, variation selectors, tag characters, fillers, soft hyphen), other format and
 * control characters, and halves of surrogate pairs, which UTF-8 cannot carry.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]|(?!\p{White_Space})\p{Cc}/gu;

/**
 * Combining marks after the 30th of a run, which no language writes (the bound of Unicode's Stream-Safe Text Format):
 * putting a run into canonical order takes engines time quadratic in its length.
 */
const MARKS = /(\p{M}{30})\p{M}+/gu;

/** White space of any kind, and the empty Braille pattern, which is drawn as a space. */
const SPACES = /[\p{White_Space}\u2800]+/gu;

/**
 * A link is what starts with http(s):// or reads like a mail address or a host name of ASCII labels, up to the first
 * character that is not printable ASCII; a mention is an ASCII handle after an @ that no word character precedes.
 * The quantifiers are bounded and the starts anchored so that matching stays linear in the text; `]` keeps a mask
 * from becoming part of a match.
 */
const LINK_OR_MENTION = new RegExp(
  [
    String.raw`https?://[!-~]*`,
    String.raw`(?<![a-z0-9_.+@\]-])(?:[a-z0-9_.+-]{1,64}@)?(?:[a-z0-9_-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}(?![a-z0-9_@-])(?:[:/?#][!-~]*)?`,
    String.raw`(?<mention>(?<![a-z0-9_.+\]-])@[a-z0-9_]+(?:[.@-][a-z0-9_]+)*)`,
  ].join('|'),
  'g',
);

/**
 * The canonical form of a text (docs/subjects.md), or undefined where fewer than 40 letters remain: compatibility
 * forms, case, white space, invisible characters, links and mentions make no difference between two texts. Look-alike
 * letters of other scripts do. Takes time linear in the text; applying it twice changes nothing.
 */
export function canonicalText(text: string): string | undefined {
  const folded = text.length > MAX_TEXT_LENGTH ? '' : fold(fold(text)).replace(SPACES, ' ').trim();
  const masked = folded.replace(LINK_OR_MENTION, (...match) =>
    (match.at(-1) as { mention?: string }).mention === undefined ? '[/]' : '[@]',
  );
  return masked.length <= MAX_TEXT_LENGTH && hasEnoughLetters(masked) ? masked : undefined;
}

function hasEnoughLetters(text: string): boolean {
  let letters = 0;
  for (const _ of text.matchAll(/\p{L}/gu)) {
    letters += 1;
    if (letters === MIN_TEXT_LETTERS) return true;
  }
  return false;
}

/**
 * NFKC without invisible characters and letter case. Lower-upper-lower is Unicode's full case folding by mappings
 * every language has (it makes ß and ẞ both ss); ς is the one letter whose lower case depends on its place.
 */
function fold(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(MARKS, '$1')
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
}
