import { HOLDING_STATES, type C2paReading, type SourceType } from '../core/c2pa-reading.ts';
import type { Claim } from '../core/evidence.ts';
import type { CoreLabel } from '../core/label.ts';
import { labelOfSourceType } from './digital-source-type.ts';

/**
 * What credentials claim of a picture. Only where the signature covers the content: a file that was changed since, or
 * credentials that are broken, claim nothing. `signed` only where a signer on an installed list stands behind it.
 */
export function c2paClaims(reading: C2paReading, now: number): readonly Claim[] {
  if (!HOLDING_STATES.has(reading.state)) return [];
  const hasMachine = reading.sourceTypes.some((type) => labelIn(type)?.startsWith('ai-') === true);
  const byLabel = new Map<CoreLabel, Claim>();
  for (const type of reading.sourceTypes) {
    const label = labelIn(type);
    // What a machine had a part in is no plain capture any more, whatever it began as.
    if (label === undefined || (label === 'camera-capture' && type.of !== 'itself' && hasMachine)) continue;
    const signed = reading.state === 'trusted' && type.trusted;
    if (byLabel.get(label)?.signed !== true) byLabel.set(label, { kind: 'claim', label, source: 'c2pa', value: type.term, signed, at: now });
  }
  return [...byLabel.values()];
}

/**
 * What a source type makes of the whole picture: a later state of something is still that; of something that only has
 * such a part, no more can be said than that it was edited so; what a tool was given says nothing.
 */
function labelIn({ term, of }: SourceType): CoreLabel | undefined {
  const label = labelOfSourceType(term);
  switch (of) {
    case 'itself':
    case 'parentOf':
      return label;
    case 'componentOf':
      return label === 'ai-made' || label === 'ai-edited' ? 'ai-edited' : undefined;
    case 'inputTo':
      return undefined;
  }
}
