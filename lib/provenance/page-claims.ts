import type { Claim } from '../core/evidence.ts';
import { labelOfSourceType } from './digital-source-type.ts';

/** What a page says of how one picture or post on it was made, by the values of `digitalSourceType` that it gives for it. */
export function pageClaims(sourceTypes: readonly string[], now: number): readonly Claim[] {
  return sourceTypes.flatMap((value): readonly Claim[] => {
    const label = labelOfSourceType(value);
    return label === undefined ? [] : [{ kind: 'claim', label, source: 'platform', value, signed: false, at: now }];
  });
}
