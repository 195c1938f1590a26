/** Longest text that is judged, in UTF-16 units: of a longer one the head. */
export const MAX_JUDGED_TEXT = 20_000;

/** Takes no room on the screen, or steers only how the rest is drawn; halves of surrogate pairs. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;

/** Accents that found no letter to join, strokes and rings laid over letters, the bar that stretches Arabic ones. */
const OVERLAYS = /[\u0300-\u036F]|[\u0483-\u0489]|[\u20D0-\u20F0]|\u0640/gu;

/** White circled and squared letters NFKC resolves; these black ones it leaves. */
const NEGATIVE_LETTERS = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu;

/** Small capitals, which have no compatibility form, and the blocks they stand in. */
const SMALL_CAPITAL = /[\u0250-\u02AF\u1D00-\u1D2B\uA730\uA731]/g;
const PLAIN_OF_SMALL_CAPITAL = pairs('ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz');

const LATIN = /[a-z]/g;
/** Greek and Cyrillic. */
const FOREIGN = /[\u0370-\u052F]/g;
const CYRILLIC_PAIRS = 'аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh';
const LATIN_LOOK_ALIKE = pairs(`${CYRILLIC_PAIRS} αa βb εe ιi κk νv οo ρp τt υu χx`);
const CYRILLIC_LOOK_ALIKE = new Map([...pairs(CYRILLIC_PAIRS)].map(([cyrillic, latin]) => [latin, cyrillic]));

/** Ends of host names that hardly ever begin a sentence after a full stop without a space. */
const COMMON_ENDS =
  'com|net|org|info|biz|xyz|io|fun|site|online|shop|app|dev|link|click|gg|ly|top|club|vip|store|tech|social';

// Matching stays linear in the text: starts are anchored by what precedes them, and what may be tried twice is bounded.
const ADDRESS = /(?:https?:\/\/|(?<![\p{L}\p{N}])www\.)[!-~]*/gu;
const MAIL = /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
/** With the host that belongs to it on Mastodon (@name@host) and Bluesky (@name.host.end). */
const MENTION = new RegExp(
  String.raw`@[\p{L}\p{N}_]+(?:@[\p{L}\p{N}.-]+|(?:\.[\p{L}\p{N}-]+){2,}|\.(?:${COMMON_ENDS})(?![\p{L}\p{N}-]))?`,
  'gu',
);
/** A host name without a scheme, if a path follows it or its end is a common one. */
const BARE_ADDRESS = new RegExp(
  String.raw`(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:\p{L}{2,12}/[!-~]*|(?:${COMMON_ENDS})(?![\p{L}\p{N}-]))`,
  'gu',
);
const LONG_NUMBER = /\p{Nd}{5,}/gu;
const LETTERS_AND_DIGITS = /[\p{L}\p{Nd}]{2,}/gu;
const SPACES = /[\s\u2800]+/gu;

/**
 * The text as the spam model reads it: the head of it in NFKC and lower case, letters in fancy dress as plain
 * ones, nothing invisible, links as `<url>`, mentions as `@user`, mail addresses as `mailmail`, numbers of five
 * digits and more as zeros, one space between words. The training data is masked in the same way.
 *
 * Disguises are undone rather than counted: the training data holds none any more, and screen decoration is no
 * offence.
 */
export function foldText(text: string): string {
  return text
    .slice(0, MAX_JUDGED_TEXT)
    .normalize('NFKC')
    .slice(0, MAX_JUDGED_TEXT)
    .toLowerCase()
    .replace(INVISIBLE, '')
    .replace(OVERLAYS, '')
    .replace(NEGATIVE_LETTERS, negativeLetter)
    .replace(SMALL_CAPITAL, (letter) => PLAIN_OF_SMALL_CAPITAL.get(letter) ?? letter)
    .replace(LETTERS_AND_DIGITS, oneScript)
    .replace(ADDRESS, '<url>')
    .replace(MAIL, 'mailmail')
    .replace(MENTION, '@user')
    .replace(BARE_ADDRESS, '<url>')
    .replace(LONG_NUMBER, (digits) => '0'.repeat(digits.length))
    .replace(SPACES, ' ')
    .trim();
}

function negativeLetter(letter: string): string {
  return String.fromCharCode('a'.charCodeAt(0) + ((letter.codePointAt(0) ?? 0) - 0x1f150) % 0x20);
}

/** A word that mixes scripts, in Latin if each of its foreign letters looks like a Latin one, else in Cyrillic if vice versa. */
function oneScript(word: string): string {
  if (word.search(LATIN) === -1 || word.search(FOREIGN) === -1) return word;
  const latin = word.replace(FOREIGN, (letter) => LATIN_LOOK_ALIKE.get(letter) ?? letter);
  if (latin.search(FOREIGN) === -1) return latin;
  const cyrillic = word.replace(LATIN, (letter) => CYRILLIC_LOOK_ALIKE.get(letter) ?? letter);
  return cyrillic.search(LATIN) === -1 ? cyrillic : word;
}

/** 'xa yb' → x ↦ a, y ↦ b. */
function pairs(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(' ').map((pair) => [...pair] as [string, string]));
}
