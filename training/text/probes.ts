import { readdirSync, readFileSync } from 'node:fs';
import type { Row } from './corpus.ts';

/** What a text written for this project is an example of (training/text/probes/README.md). */
export type ProbeKind = 'warning' | 'mutual-aid' | 'own-work' | 'faith' | 'talk' | 'promotion' | 'scam';

/** A text written by hand for this project. Texts on one subject, in whatever language, share a cluster and a half. */
export interface WrittenProbe {
  readonly kind: ProbeKind;
  readonly lang: string;
  readonly cluster: string;
  /** Texts of clusters that are held out are never learnt from. */
  readonly half: 'learn' | 'held';
  readonly text: string;
}

const FOLDER = new URL('./probes/', import.meta.url);

/** Every text, in order of file name and line. */
export function loadProbes(): readonly WrittenProbe[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => readFileSync(new URL(name, FOLDER), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as WrittenProbe);
}

/** A probe as a row to learn from: of what is written for this project only scams are spam. */
export function rowOfProbe({ kind, lang, text }: WrittenProbe): Row {
  return { text, label: kind === 'scam' ? 1 : 0, lang, source: 'probes', licence: 'Apache-2.0', cat: kind, split: 'train' };
}
