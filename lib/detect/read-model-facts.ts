import { isRecord } from '../core/is-record.ts';
import type { LabelFacts, ModelFacts, SetFacts, WorstGroup } from '../core/model-facts.ts';
import type { BundledModel } from './models.ts';

/**
 * What a card says to people, from either way figures are written in cards: a list of sets (`measured`, pictures) or a
 * table by label (`figures`, texts). Cards grow: what is not known here is passed over, and what is missing stays absent.
 * Undefined where it is no card of that model.
 */
export function readModelFacts(card: unknown, { id, licence }: Pick<BundledModel, 'licence'> & { readonly id: string }): ModelFacts | undefined {
  if (!isRecord(card) || card['id'] !== id) return undefined;
  const { version, digest, limits, measured, figures } = card;
  if (typeof version !== 'string' || typeof digest !== 'string') return undefined;
  return {
    id,
    version,
    licence: typeof card['licence'] === 'string' ? card['licence'] : licence,
    digest,
    limits: typeof limits === 'string' ? [limits] : textsIn(limits),
    measured: [...setsOfPictures(measured), ...headsOfTexts(figures)],
  };
}

function setsOfPictures(measured: unknown): readonly LabelFacts[] {
  const sets = recordsIn(measured).flatMap((set) => {
    const { name, clean, generated, foundLikely, cleanLikely, cleanLikelyUpper95, auc, foundAt5, calibrationError, worstCleanSource, declined } = set;
    if (typeof name !== 'string' || !areNumbers([clean, generated, foundLikely, cleanLikely])) return [];
    return [
      {
        name,
        positives: generated as number,
        negatives: clean as number,
        found: foundLikely as number,
        falsePositives: cleanLikely as number,
        ...known({ falsePositivesBound: cleanLikelyUpper95, auc, foundAt5, calibrationError }),
        ...(isRecord(worstCleanSource) ? worstOf({ group: worstCleanSource['group'], falsePositives: worstCleanSource['likely'], items: worstCleanSource['pictures'] }) : {}),
        ...(isRecord(declined) ? { declined: sum(Object.values(declined)) } : {}),
      } satisfies SetFacts,
    ];
  });
  return labelled('ai-made', sets);
}

function headsOfTexts(figures: unknown): readonly LabelFacts[] {
  if (!isRecord(figures)) return [];
  return Object.entries(figures).flatMap(([label, head]) => {
    if (!isRecord(head) || !isRecord(head['likely'])) return [];
    const { rows, positive, prAuc, f1, recallAt1PercentFalse: foundAt1, calibrationError, likely, groups } = head;
    const { recall, falsePositives } = likely as Readonly<Record<string, unknown>>;
    if (!areNumbers([rows, positive, recall, falsePositives])) return [];
    return labelled(label, [
      {
        name: 'test',
        positives: positive as number,
        negatives: (rows as number) - (positive as number),
        found: recall as number,
        falsePositives: falsePositives as number,
        ...known({ prAuc, f1, foundAt1, calibrationError }),
        ...worstOfGroups(groups),
      },
    ]);
  });
}

function labelled(label: string, [first, ...more]: readonly SetFacts[]): readonly LabelFacts[] {
  return first === undefined ? [] : [{ label, sets: [first, ...more] }];
}

function worstOfGroups(groups: unknown): { readonly worst?: WorstGroup } {
  const shares = recordsIn(groups).flatMap(({ group, clean, flagged }) => {
    if (!areNumbers([clean, flagged])) return [];
    return Object.values(worstOf({ group, items: clean, falsePositives: (flagged as number) / (clean as number) }));
  });
  const worst = shares.toSorted((a, b) => b.falsePositives - a.falsePositives)[0];
  return worst === undefined ? {} : { worst };
}

function worstOf({ group, falsePositives, items }: Readonly<Record<keyof WorstGroup, unknown>>): { readonly worst?: WorstGroup } {
  if (typeof group !== 'string' || !areNumbers([falsePositives, items])) return {};
  return { worst: { group, falsePositives: falsePositives as number, items: items as number } };
}

function known<Name extends string>(values: Readonly<Record<Name, unknown>>): Partial<Record<Name, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => areNumbers([value]))) as Partial<Record<Name, number>>;
}

function sum(values: readonly unknown[]): number {
  return values.reduce<number>((total, value) => total + (areNumbers([value]) ? (value as number) : 0), 0);
}

function areNumbers(values: readonly unknown[]): boolean {
  return values.every((value) => Number.isFinite(value));
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
