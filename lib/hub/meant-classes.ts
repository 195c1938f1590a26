import type { ModelKind } from '../core/hub-model.ts';

/** Words that classes go by, in the languages models were found to be labelled in: what is asked for, and its opposite. */
interface Words {
  readonly meant: ReadonlySet<string>;
  readonly opposite: ReadonlySet<string>;
}

const WORDS: Readonly<Record<ModelKind, Words>> = {
  picture: {
    meant: setOf(
      'ai aigc artificial fake generated synthetic synthesized machine gan stylegan diffusion midjourney dalle sdxl ' +
        'ki künstlich generiert gefälscht falsch ia artificiel artificielle généré générée faux falso falsa sintético generado artificiale',
    ),
    opposite: setOf(
      'real reality human authentic photo photograph photography natural nature genuine original camera hum clean ' +
        'echt mensch menschlich réel réelle humain humaine humano humana auténtico reale umano',
    ),
  },
  text: {
    meant: setOf('spam spammer spammy junk unsolicited indésirable'),
    opposite: setOf('ham nospam nonspam notspam legit legitimate genuine normal regular clean benign harmless légitime legítimo legittimo harmlos'),
  },
};

const NEGATIONS = setOf('not non no nicht kein pas');

/**
 * Which classes mean "made by a machine", of a model of pictures, or "spam", of a model of texts, by their names alone:
 * null unless every name leaves no doubt and both kinds are there. A name that speaks of something else (`deepfake`,
 * `edited`, `toxic`) is neither.
 */
export function meantClasses(labels: readonly string[], kind: ModelKind): readonly number[] | null {
  const meanings = labels.map((label) => meaningOf(label, WORDS[kind]));
  if (meanings.includes('unclear') || !meanings.includes('opposite')) return null;
  const meant = meanings.flatMap((meaning, i) => (meaning === 'meant' ? [i] : []));
  return meant.length === 0 ? null : meant;
}

type Meaning = 'meant' | 'opposite' | 'unclear';

function meaningOf(label: string, { meant, opposite }: Words): Meaning {
  const words = wordsOf(label);
  const isMeant = words.some((word) => meant.has(word));
  const isOpposite = words.some((word) => opposite.has(word));
  if (isMeant === isOpposite) return 'unclear';
  const isNegated = words.some((word) => NEGATIONS.has(word));
  return isMeant !== isNegated ? 'meant' : 'opposite';
}

/** `AI-Generated`, `aiGenerated` and `ai_generated` are the same two words. */
function wordsOf(label: string): readonly string[] {
  return label
    .slice(0, 200)
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
