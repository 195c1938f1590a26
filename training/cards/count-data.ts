import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURE_SPLITS, TEXT_SPLITS, type DataStatement, type PictureSource, type Preparation, type TextCounts, type TextSource, type WrittenTexts } from '../../lib/core/data-statement.ts';
import { DATA_DIR } from '../pictures/manifest.ts';
import { hasTextData, loadRows, type Row } from '../text/corpus.ts';
import { loadProbes } from '../text/probes.ts';

const MANIFEST = join(DATA_DIR, 'images', 'manifest.csv');

/** Whether there is all that is counted; none of it is part of the repository. */
export function hasAllData(): boolean {
  return hasTextData() && existsSync(MANIFEST);
}

/** Counts every source in the data and every text of our own, and reads none of it otherwise. */
export function countData(): DataStatement {
  const pictures = readPictures();
  return { texts: countTexts(loadRows()), written: countWritten(), pictures: countPictures(pictures), preparations: countPreparations(pictures) };
}

export function countTexts(rows: readonly Row[]): readonly TextSource[] {
  return groupsOf(rows, ({ source }) => source).map(([source, own]) => ({
    source,
    licence: own[0]!.licence,
    langs: groupsOf(own, ({ lang }) => lang).toSorted(([, a], [, b]) => b.length - a.length).map(([lang]) => lang),
    evaluateOnly: own.some(({ use }) => use === 'evaluate'),
    splits: Object.fromEntries(TEXT_SPLITS.map((split) => [split, countLabels(own.filter((row) => row.split === split))])) as TextSource['splits'],
  }));
}

function countLabels(rows: readonly Row[]): TextCounts {
  const labelled = (label: Row['label']): number => rows.filter((row) => row.label === label).length;
  return { clean: labelled(0), spam: labelled(1), gray: labelled(-1) };
}

function countWritten(): readonly WrittenTexts[] {
  return groupsOf(loadProbes(), ({ kind }) => kind).map(([kind, own]) => ({
    kind,
    langs: [...new Set(own.map(({ lang }) => lang))].toSorted(),
    learnt: own.filter(({ half }) => half === 'learn').length,
    heldOut: own.filter(({ half }) => half === 'held').length,
  }));
}

type PictureRow = Readonly<Record<'generator' | 'label' | 'split' | 'licence' | 'op', string>>;

function readPictures(): readonly PictureRow[] {
  const [header = '', ...lines] = readFileSync(MANIFEST, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])) as PictureRow);
}

export function countPictures(rows: readonly PictureRow[]): readonly PictureSource[] {
  return groupsOf(rows, ({ label, generator, licence }) => `${label}/${groupOf(generator)}/${licence}`)
    .map(([, own]) => ({
      group: groupOf(own[0]!.generator),
      generated: own[0]!.label === 'fake',
      licence: own[0]!.licence,
      splits: Object.fromEntries(PICTURE_SPLITS.map((split) => [split, own.filter((row) => row.split === split).length])) as PictureSource['splits'],
    }))
    .toSorted((a, b) => Number(a.generated) - Number(b.generated) || (a.group < b.group ? -1 : 1));
}

/** Screenshots of many programs count as one source, as training counts them. */
function groupOf(generator: string): string {
  return generator.startsWith('screenshots_') ? 'screenshots' : generator;
}

/** The first step of each: `native`, `crop` or `resize`, and whatever else there is. */
function countPreparations(rows: readonly PictureRow[]): readonly Preparation[] {
  return groupsOf(rows, ({ op }) => op.split('+')[0]!).map(([preparation, own]) => ({
    preparation,
    clean: own.filter(({ label }) => label === 'real').length,
    generated: own.filter(({ label }) => label === 'fake').length,
  }));
}

/** Members by name, in order of name. */
function groupsOf<T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const members = new Map<string, T[]>();
  for (const item of items) {
    const own = members.get(nameOf(item));
    if (own === undefined) members.set(nameOf(item), [item]);
    else own.push(item);
  }
  return [...members].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
