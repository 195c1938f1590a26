/** Longest text that is judged, in UTF-16 units: of a longer one the head. */
export const MAX_JUDGED_TEXT = 20_000;

/** Takes no room on the screen, or steers only how the rest is drawn; halves of surrogate pairs. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;

/** Accents that found no letter to join, strokes and rings laid over letters. */
const OVERLAYS = /[\u0300-\u036F\u0483-\u0489\u20D0-\u20F0]/gu;

/** White circled and squared letters NFKC resolves; these black ones it leaves. */
const NEGATIVE_LETTERS = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu;

/** Small capitals, which have no compatibility form. */
const SMALL_CAPITALS = pairs('ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz');

/** Letters of other scripts that are drawn like a Latin one. */
const CYRILLIC_AS_LATIN = pairs('аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh');
const GREEK_AS_LATIN = pairs('αa βb εe ιi κk νv οo ρp τt υu χx');
const LATIN_AS_CYRILLIC = new Map([...CYRILLIC_AS_LATIN].map(([cyrillic, latin]) => [latin, cyrillic]));

/** Bounded, so that no text makes them back-track over more than a line of it. */
const ADDRESS = /(?:https?:\/\/|(?<![\p{L}\p{N}])www\.)\S*/gu;
const MAIL = /(?<![\p{L}\p{N}._+-])[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
const MENTION = /@[\p{L}\p{N}_]+/gu;
/** A bare host name counts as a link if a path follows it or it ends in what is hardly ever the start of a sentence. */
const BARE_ADDRESS =
  /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:\p{L}{2,12}\/\S*|(?:com|net|org|info|biz|xyz|io|fun|site|online|shop|app|dev|link|click|gg|ly|top|club|vip|store|tech)(?![\p{L}\p{N}-]))/gu;
const LONG_NUMBER = /\p{Nd}{5,}/gu;
const SPACES = /[\s\u2800]+/gu;

/**
 * The text as the spam model reads it: the head of it in NFKC and lower case, letters in fancy dress as plain
 * ones, nothing invisible, links as `<url>`, mentions as `@user`, mail addresses as `mailmail`, numbers of five
 * digits and more as zeros, one space between words. The training data is masked in the same way.
 *
 * Disguises are undone rather than counted: the training data holds none any more, and screen decoration is no
 * offence. A word that mixes Latin with Cyrillic or Greek is read in the script most of its letters are of.
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
    .replace(/[\u0250-\u02AF\u1D00-\u1D2B\uA730-\uA731]/g, (letter) => SMALL_CAPITALS.get(letter) ?? letter)
    .replace(/[\p{L}\p{Nd}]{2,}/gu, oneScript)
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

function oneScript(word: string): string {
  const latin = word.match(/[a-z]/g)?.length ?? 0;
  const foreign = latin === 0 ? 0 : (word.match(/[\u0370-\u052F]/g)?.length ?? 0);
  if (foreign === 0) return word;
  const lookAlikes = latin >= foreign ? [CYRILLIC_AS_LATIN, GREEK_AS_LATIN] : [LATIN_AS_CYRILLIC];
  return word.replace(/./gu, (letter) => lookAlikes.map((table) => table.get(letter)).find(Boolean) ?? letter);
}

/** 'xa yb' → x ↦ a, y ↦ b. */
function pairs(list: string): ReadonlyMap<string, string> {
  return new Map(list.split(' ').map((pair) => [...pair] as [string, string]));
}
