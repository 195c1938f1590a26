import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { SUBJECT_KINDS, type SubjectKind } from '../../lib/core/subject.ts';
import { canonicalAccount, type AccountSite } from '../../lib/subjects/canonical-account.ts';
import { canonicalDomain } from '../../lib/subjects/canonical-domain.ts';
import { canonicalPost } from '../../lib/subjects/canonical-post.ts';
import { canonicalText } from '../../lib/subjects/canonical-text.ts';
import { canonicalUrl } from '../../lib/subjects/canonical-url.ts';
import { mediaSubject } from '../../lib/subjects/media-subject.ts';
import { subjectKey, subjectKeyBytes } from '../../lib/subjects/subject-key.ts';

interface Vector {
  readonly why: string;
  readonly kind: SubjectKind;
  readonly input: string | { readonly site: AccountSite; readonly handle: string };
  readonly canonical: string;
  /** The 12 bytes of the key, computed by another implementation of SHA-256. */
  readonly key: string;
}

const VECTORS = join(import.meta.dirname, '../fixtures/vectors/subjects');

function vectors(folder: 'valid' | 'invalid', kind: SubjectKind): readonly Vector[] {
  return JSON.parse(readFileSync(join(VECTORS, folder, `${kind}.json`), 'utf8')) as Vector[];
}

function canonicalOf({ kind, input }: Vector): string | undefined {
  if (typeof input === 'object') return canonicalAccount(input.site, input.handle);
  const canonical = {
    url: canonicalUrl,
    post: (address: string) => canonicalPost(address)[0],
    domain: canonicalDomain,
    media: (sha256: string) => mediaSubject(sha256)?.canonical,
    text: canonicalText,
    account: () => expect.unreachable('an account vector names its site'),
  } satisfies Record<SubjectKind, (input: string) => string | undefined>;
  return canonical[kind](input);
}

describe.each(SUBJECT_KINDS)('subjects v1 are frozen: %s', (kind) => {
  it.each(vectors('valid', kind).map((vector) => [vector.why, vector] as const))('%s', (_, vector) => {
    expect(canonicalOf(vector)).toBe(vector.canonical);
    expect(bytesToHex(subjectKeyBytes({ kind, canonical: vector.canonical }))).toBe(vector.key);
    expect(subjectKey({ kind, canonical: vector.canonical })).toBe(vector.key.slice(0, 16));
  });

  it.each(vectors('invalid', kind).map((vector) => [vector.why, vector] as const))('has no form: %s', (_, vector) => {
    expect(canonicalOf(vector)).toBeUndefined();
  });
});

it('has vectors of every kind and of nothing else', () => {
  for (const folder of ['valid', 'invalid'] as const) {
    expect(readdirSync(join(VECTORS, folder)).sort()).toEqual(SUBJECT_KINDS.map((kind) => `${kind}.json`).sort());
  }
});
