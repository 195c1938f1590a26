import type { Subject } from '../core/subject.ts';

/** The subject of media bytes as served, by their SHA-256 as 64 hex digits; undefined where `sha256` is not that. */
export function mediaSubject(sha256: string): Subject | undefined {
  return /^[0-9a-f]{64}$/i.test(sha256) ? { kind: 'media', canonical: `sha256:${sha256.toLowerCase()}` } : undefined;
}
