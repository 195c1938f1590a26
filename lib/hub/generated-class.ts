/** Words that classes of pictures made by machines go by, in the languages models were found to be labelled in. */
const GENERATED = new Set(
  (
    'ai aigc artificial fake generated synthetic synthesized machine gan stylegan diffusion midjourney dalle sdxl ' +
    'ki künstlich generiert gefälscht falsch ia artificiel artificielle généré générée faux falso falsa sintético generado artificiale'
  ).split(' '),
);

/** And those of pictures that were not. */
const MADE_BY_PEOPLE = new Set(
  (
    'real reality human authentic photo photograph photography natural nature genuine original camera hum clean ' +
    'echt mensch menschlich réel réelle humain humaine humano humana auténtico reale umano'
  ).split(' '),
);

const NEGATIONS = new Set(['not', 'non', 'no', 'nicht', 'kein', 'pas']);

/**
 * Which classes mean "made by a machine", by their names alone: null unless every name leaves no doubt and both kinds
 * are there. A name that speaks of a manipulation (`deepfake`, `edited`) is neither.
 */
export function generatedClasses(labels: readonly string[]): readonly number[] | null {
  const kinds = labels.map(kindOf);
  if (kinds.includes('unclear') || !kinds.includes('people')) return null;
  const generated = kinds.flatMap((kind, i) => (kind === 'generated' ? [i] : []));
  return generated.length === 0 ? null : generated;
}

type Kind = 'generated' | 'people' | 'unclear';

function kindOf(label: string): Kind {
  const words = wordsOf(label);
  const isGenerated = words.some((word) => GENERATED.has(word));
  const isByPeople = words.some((word) => MADE_BY_PEOPLE.has(word));
  if (isGenerated === isByPeople) return 'unclear';
  const isNegated = words.some((word) => NEGATIONS.has(word));
  return isGenerated !== isNegated ? 'generated' : 'people';
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
