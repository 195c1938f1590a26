import { mulberry32 } from './logistic.ts';
import type { Row } from './corpus.ts';

/** The share of spam and of clean texts alike that is learnt from in disguise as well: a disguise alone says nothing. */
const DISGUISED_SHARE = 0.04;

/** Copies of some rows with their letters dressed up, as people and advertisers do it. The same rows give the same copies. */
export function disguisedCopies(rows: readonly Row[], seed: number): readonly Row[] {
  const random = mulberry32(seed);
  return rows.flatMap((row) => {
    if (random() >= DISGUISED_SHARE || !/[a-z]{3}/i.test(row.text)) return [];
    const disguise = WAYS[Math.floor(random() * WAYS.length)]!;
    const ofWords = random() < 0.5 ? 1 : 0.3;
    return [{ ...row, text: row.text.replace(/[a-z]{3,}/gi, (word) => (random() < ofWords ? disguise(word, random) : word)) }];
  });
}

type Disguising = (word: string, random: () => number) => string;

const WAYS: readonly Disguising[] = [
  alphabet(0x1d400, 0x1d41a),
  alphabet(0x1d4d0, 0x1d4ea),
  alphabet(0x1d5d4, 0x1d5ee),
  alphabet(0xff21, 0xff41),
  alphabet(0x24b6, 0x24d0),
  alphabet(0x1f170, 0x1f170),
  (word) => word.replace(/(?<=.)(?=.)/g, '\u200b'),
  (word) => word.replace(/./g, '$&\u0336'),
  (word) => word.split('').join(' '),
  swapping({ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' }),
  swapping({ a: '4', i: '1', o: '0' }),
];

/** Letters of another alphabet of Unicode, by where its capitals and its small letters begin. */
function alphabet(capitals: number, smalls: number): Disguising {
  return (word) =>
    word
      .replace(/[A-Z]/g, (letter) => String.fromCodePoint(capitals + letter.charCodeAt(0) - 65))
      .replace(/[a-z]/g, (letter) => String.fromCodePoint(smalls + letter.charCodeAt(0) - 97));
}

function swapping(pairs: Readonly<Record<string, string>>): Disguising {
  return (word, random) => word.replace(/./g, (letter) => (random() < 0.7 ? (pairs[letter] ?? letter) : letter));
}
