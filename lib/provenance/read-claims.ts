import type { Claim } from '../core/evidence.ts';
import type { Mark, MarkKind } from '../core/mark.ts';
import type { SniffedPicture } from '../media/sniff-picture.ts';
import { readMarks } from './read-marks.ts';

const SOURCES: Readonly<Record<Exclude<MarkKind, 'opt-out'>, Claim['source']>> = {
  'digital-source-type': 'iptc-digital-source-type',
  generator: 'generator-mark',
  tc260: 'generator-mark',
  'stealth-bits': 'generator-mark',
  watermark: 'watermark',
};

/** What a picture's own metadata says of its making, where that amounts to a label; each value once. */
export function readClaims(bytes: Uint8Array, sniffed: SniffedPicture, now: number): readonly Claim[] {
  return claimsOf(readMarks(bytes, sniffed.type), now);
}

/** Marks that amount to a label, as evidence (docs/decisions/0091). A mark that is unsure of itself carries none. */
export function claimsOf(marks: readonly Mark[], now: number): readonly Claim[] {
  const claims = marks.flatMap(({ kind, where, field, value, label, term }): readonly Claim[] =>
    label === undefined || kind === 'opt-out'
      ? []
      : [{ kind: 'claim', label, source: SOURCES[kind], value, signed: false, at: now, mark: { kind, where, field, ...(term === undefined ? {} : { term }) } }],
  );
  return [...new Map(claims.map((claim) => [`${claim.label}\0${claim.value}`, claim])).values()];
}

/** Marks that amount to no label: they are shown, and weigh nothing. */
export function notesOf(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter(({ label }) => label === undefined);
}
