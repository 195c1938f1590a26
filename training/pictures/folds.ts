import type { Sample } from './manifest.ts';

/**
 * Leave-one-generator-and-sources-out. Fold k leaves out the k-th generator and four clean sources, those at k + {0, 1,
 * 3, 9} of 13: a perfect difference set, so that every source is left out four times and every two sources together
 * once (Singer 1938).
 */
export interface Fold {
  readonly generator: string;
  readonly clean: readonly string[];
}

const FOLDS = 13;
const LEFT_OUT = [0, 1, 3, 9];

export function foldsOf(samples: readonly Sample[]): readonly Fold[] {
  const generators = groups(samples, true);
  const sources = groups(samples, false);
  if (generators.length !== FOLDS || sources.length > FOLDS) throw new Error(`made for ${FOLDS} generators and as many sources at most`);
  return generators.map((generator, k) => ({
    generator,
    clean: LEFT_OUT.flatMap((step) => sources[(k + step) % FOLDS] ?? []),
  }));
}

export function leavesOut({ generator, clean }: Fold, { group }: Sample): boolean {
  return group === generator || clean.includes(group);
}

function groups(samples: readonly Sample[], generated: boolean): readonly string[] {
  return [...new Set(samples.filter((sample) => sample.generated === generated).map(({ group }) => group))].sort();
}

/** The one fold a picture is scored by where each is to count once: clean ones take the folds of their source in turn. */
export function foldFor(folds: readonly Fold[], sample: Sample): number {
  const leaving = folds.flatMap((fold, k) => (leavesOut(fold, sample) ? [k] : []));
  const fold = leaving[Number.parseInt(sample.sha256.slice(0, 8), 16) % leaving.length];
  if (fold === undefined) throw new Error(`no fold leaves out ${sample.group}`);
  return fold;
}
