import { MAX_JUDGED_TEXT } from './text-fold.ts';

/** Ways in which letters are made to look like what they are not. */
export const DISGUISES = ['styled', 'look-alike', 'hidden', 'spaced', 'digit'] as const;
export type Disguise = (typeof DISGUISES)[number];

/** How many letters of a text are disguised, by the way it is done. */
export type DisguisedLetters = Readonly<Record<Disguise, number>>;

/** Letters borrowed from symbols (𝗙 ⓕ 🅵 Ｆ ꜰ) and letters struck through or ringed. */
const STYLED =
  /[\u{1D400}-\u{1D7CB}\u24B6-\u24E9\u{1F130}-\u{1F149}\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\uFF21-\uFF3A\uFF41-\uFF5A\uA730\uA731\u1D00-\u1D22]|[\p{L}\p{N}][\u0334-\u0338\u20D0-\u20F0\u0488\u0489]/gu;
const WORD = /[\p{L}\p{Nd}]{2,}/gu;
const FOREIGN = /[\u0370-\u052F]/g;
const LATIN = /[a-z]/gi;
/** What joins and parts letters in the scripts that need it is no disguise: between letters of these three it is. */
const HIDDEN =
  /(?<=[A-Za-z\u00C0-\u024F\u0370-\u052F])(?:\u034F|[\u00AD\u180E\u200B-\u200F\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}])+(?=[A-Za-z\u00C0-\u024F\u0370-\u052F])/gu;
/** Four single letters and more, put apart. */
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ .\-_*|][\p{L}\p{N}]){3,}(?![\p{L}\p{N}])/gu;
/** 2, 3, 5, 6, 7, 8 and 9 are letters of Arabic as it is written in Latin, and no disguise. */
const DIGIT = /(?<=[a-z])[014@$](?=[a-z])/gi;

/** The disguised letters of the part of a text that is judged. Linear in it. */
export function disguisedLetters(text: string): DisguisedLetters {
  const head = text.slice(0, MAX_JUDGED_TEXT);
  return {
    styled: count(head, STYLED),
    'look-alike': lookAlikes(head),
    hidden: count(head, HIDDEN),
    spaced: (head.match(SPACED) ?? []).reduce((sum, run) => sum + (run.length + 1) / 2, 0),
    digit: count(head, DIGIT),
  };
}

/** The letters of the rarer script in every word that mixes Latin with Greek or Cyrillic. */
function lookAlikes(text: string): number {
  if (text.search(FOREIGN) === -1) return 0;
  return (text.match(WORD) ?? []).reduce((sum, word) => sum + Math.min(count(word, LATIN), count(word, FOREIGN)), 0);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
