/** What the card of a bundled model tells people, whichever model it is. Shares are 0…1; what a card does not state is absent. */
export interface ModelFacts {
  readonly id: string;
  readonly version: string;
  /** SPDX expression over everything in its folder. */
  readonly licence: string;
  /** SHA-256 of its weights, hex. */
  readonly digest: string;
  /** Its limits in the words of the card, which are English. */
  readonly limits: readonly string[];
  /** One entry a label, in the order of the card; empty where the card states no figures that are known here. */
  readonly measured: readonly LabelFacts[];
}

/** How good a model is at one label. */
export interface LabelFacts {
  readonly label: string;
  readonly sets: readonly [SetFacts, ...SetFacts[]];
}

/** Figures on one set of items that were not learnt from. */
export interface SetFacts {
  /** As the card names it. */
  readonly name: string;
  readonly positives: number;
  readonly negatives: number;
  /** Of the positives, those called `likely`. */
  readonly found: number;
  /** Of the negatives, those called `likely`. */
  readonly falsePositives: number;
  /** Upper end of the one-sided 95 % interval of `falsePositives`. */
  readonly falsePositivesBound?: number;
  readonly auc?: number;
  readonly prAuc?: number;
  readonly f1?: number;
  /** Of the positives, those found where 1 and 5 % of the negatives are called so. */
  readonly foundAt1?: number;
  readonly foundAt5?: number;
  readonly calibrationError?: number;
  /** The group of negatives that is called `likely` most often. */
  readonly worst?: WorstGroup;
  /** Items of both classes that the model declined. */
  readonly declined?: number;
}

/** How far the items of a set are from what a model learnt from. */
export const SET_KINDS = ['new-sources', 'left-out', 'same-sources'] as const;
export type SetKind = (typeof SET_KINDS)[number];

export interface WorstGroup {
  readonly group: string;
  readonly falsePositives: number;
  readonly items: number;
}

/** `public` in its name: of sources that neither training nor any choice saw; `unseen`: left out of training in turn. */
export function kindOf({ name }: Pick<SetFacts, 'name'>): SetKind {
  if (name.includes('public')) return 'new-sources';
  return name.includes('unseen') ? 'left-out' : 'same-sources';
}

/** The set that says most about what a reader will meet: the least like what was learnt from, first as sites hand things on. */
export function mostTelling({ sets }: LabelFacts): SetFacts {
  const strangest = SET_KINDS.map((kind) => sets.filter((set) => kindOf(set) === kind)).find(({ length }) => length > 0) ?? sets;
  return strangest.find(({ name }) => name.includes('social')) ?? strangest[0] ?? sets[0];
}
