import type { Claim } from '../core/evidence.ts';
import type { CoreLabel } from '../core/label.ts';
import { xmpProperties } from './xmp-properties.ts';

const IPTC_EXTENSION = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';

/**
 * Terms of https://cv.iptc.org/newscodes/digitalsourcetype/ that amount to a label of ours. The others
 * (screenCapture, composite, algorithmicMedia, …) say something, but none of our labels. `minorHumanEdits` is
 * retired and alive.
 */
const LABELS: ReadonlyMap<string, CoreLabel> = new Map([
  ['trainedAlgorithmicMedia', 'ai-made'],
  ['compositeWithTrainedAlgorithmicMedia', 'ai-edited'],
  ['compositeSynthetic', 'ai-edited'],
  ['digitalCapture', 'camera-capture'],
  ['computationalCapture', 'camera-capture'],
  ['humanEdits', 'human-edited'],
  ['minorHumanEdits', 'human-edited'],
]);

/** What an XMP packet declares of how the picture was made; unsigned, so a declaration and not a proof. */
export function digitalSourceTypeClaims(packet: string, now: number): readonly Claim[] {
  return xmpProperties(packet, IPTC_EXTENSION, 'DigitalSourceType').flatMap((value): readonly Claim[] => {
    const label = labelOfSourceType(value);
    return label === undefined
      ? []
      : [{ kind: 'claim', label, source: 'iptc-digital-source-type', value, signed: false, at: now }];
  });
}

/** The label that a term of the vocabulary, written as an address or by itself, amounts to; undefined where to none. */
export function labelOfSourceType(value: string): CoreLabel | undefined {
  return LABELS.get(termOf(value));
}

/** The last part of the address; schema.org's twins are written `TrainedAlgorithmicMediaDigitalSource`. */
export function termOf(value: string): string {
  const last = value.slice(value.lastIndexOf('/') + 1);
  const TWIN_ENDING = 'DigitalSource';
  if (!last.endsWith(TWIN_ENDING)) return last;
  return `${last.charAt(0).toLowerCase()}${last.slice(1, -TWIN_ENDING.length)}`;
}
