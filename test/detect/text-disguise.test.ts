import { describe, expect, it } from 'vitest';
import { disguisedLetters, type DisguisedLetters } from '../../lib/detect/text-disguise.ts';

const NONE: DisguisedLetters = { styled: 0, 'look-alike': 0, hidden: 0, spaced: 0, digit: 0 };

describe('letters in disguise are counted by the way it is done', () => {
  it.each<readonly [what: string, text: string, counted: Partial<DisguisedLetters>]>([
    ['mathematical letters', '𝗙𝗥𝗘𝗘 money', { styled: 4 }],
    ['circled, squared and full-width letters', 'ⓕ 🅵 Ｆ', { styled: 3 }],
    ['small capitals', 'ꜱᴀᴠᴇᴅ', { styled: 5 }],
    ['letters struck through', 'f\u0336r\u0336ee', { styled: 2 }],
    ['Cyrillic letters in a Latin word', 'frее mоney', { 'look-alike': 3 }],
    ['a Latin letter in a Cyrillic word', 'дeньги', { 'look-alike': 1 }],
    ['something invisible between letters', 'f\u200br\u200dee', { hidden: 2 }],
    ['letters put apart', 'B 0 S S W D now', { spaced: 6 }],
    ['digits for letters', 'g4c0r sl0t', { digit: 3 }],
  ])('%s', (_what, text, counted) => {
    expect(disguisedLetters(text)).toEqual({ ...NONE, ...counted });
  });

  it.each([
    ['plain talk', 'We walked along the river and found the old mill open again.'],
    ['accents and umlauts', 'Größe, élève, mañana, žluťoučký'],
    ['Arabic in Latin letters', 'lyoum 3ndi 7aja m9awda f dar, kif rak a sa7bi'],
    ['two scripts side by side', 'смотрю YouTube и пью чай'],
    ['joiners that Persian and Hindi need', 'می\u200cخواهم क्\u200dष'],
    ['a family of emoji', '👨\u200d👩\u200d👧 at home'],
    ['an initial and a plural', 'U S A and a b'],
    ['nothing', ''],
  ])('but none of %s', (_what, text) => {
    expect(disguisedLetters(text)).toEqual(NONE);
  });
});
