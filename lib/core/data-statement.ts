/** What the bundled models were made from and measured with, counted (training/data-statement.json). */
export interface DataStatement {
  readonly texts: readonly TextSource[];
  /** Texts written by hand for this project. */
  readonly written: readonly WrittenTexts[];
  readonly pictures: readonly PictureSource[];
  readonly preparations: readonly Preparation[];
}

export const TEXT_SPLITS = ['train', 'val', 'test'] as const;
export const PICTURE_SPLITS = ['train', 'val', 'public'] as const;

export interface TextCounts {
  readonly clean: number;
  readonly spam: number;
  /** Promotion and engagement bait, which is neither. */
  readonly gray: number;
}

export interface TextSource {
  readonly source: string;
  readonly licence: string;
  /** Codes of its languages, the most frequent first. */
  readonly langs: readonly string[];
  /** Measured with at most, never learnt from. */
  readonly evaluateOnly: boolean;
  readonly splits: Readonly<Record<(typeof TEXT_SPLITS)[number], TextCounts>>;
}

export interface WrittenTexts {
  readonly kind: string;
  readonly langs: readonly string[];
  readonly learnt: number;
  readonly heldOut: number;
}

export interface PictureSource {
  /** A generator, or the collection that clean pictures come from. */
  readonly group: string;
  readonly generated: boolean;
  /** As its files state it; `none stated` where they do not. */
  readonly licence: string;
  readonly splits: Readonly<Record<(typeof PICTURE_SPLITS)[number], number>>;
}

/** How files were made ready before we had them, by the first step of it. */
export interface Preparation {
  readonly preparation: string;
  readonly clean: number;
  readonly generated: number;
}

/** The statement in a few numbers. */
export interface DataSummary {
  /** Texts, sources and languages leave out what is never used. */
  readonly texts: number;
  readonly textSources: number;
  readonly languages: number;
  /** Codes of the languages of which there is spam to learn from, written examples apart. */
  readonly spamLanguages: readonly string[];
  readonly written: number;
  readonly clean: number;
  readonly generated: number;
  readonly generators: number;
  /** Pictures whose licence nobody states. */
  readonly unlicensed: number;
}

export function summarise({ texts, written, pictures }: DataStatement): DataSummary {
  const usable = texts.filter(({ evaluateOnly }) => !evaluateOnly);
  return {
    texts: sum(usable.map(textsOf)),
    textSources: usable.length,
    languages: new Set(usable.flatMap(({ langs }) => langs)).size,
    spamLanguages: [...new Set(usable.filter(({ splits }) => splits.train.spam > 0).flatMap(({ langs }) => langs.slice(0, 1)))].toSorted(),
    written: sum(written.map(({ learnt, heldOut }) => learnt + heldOut)),
    clean: sum(pictures.filter(({ generated }) => !generated).map(picturesOf)),
    generated: sum(pictures.filter(({ generated }) => generated).map(picturesOf)),
    generators: new Set(pictures.filter(({ generated }) => generated).map(({ group }) => group)).size,
    unlicensed: sum(pictures.filter(({ licence }) => licence === 'none stated').map(picturesOf)),
  };
}

export function textsOf({ splits }: TextSource): number {
  return sum(TEXT_SPLITS.map((split) => splits[split].clean + splits[split].spam + splits[split].gray));
}

export function picturesOf({ splits }: PictureSource): number {
  return sum(PICTURE_SPLITS.map((split) => splits[split]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
