import { labelOfSourceType, sourceTermOf } from '../digital-source-type.ts';
import { NAMESPACES, shortened, shownName, type MarkReader } from './mark-reader.ts';

const PROPERTY = `${NAMESPACES['Iptc4xmpExt:']}DigitalSourceType`;
/** Longest address of a term, in UTF-16 units: those of the vocabulary have less than a hundred. */
const MAX_ADDRESS = 200;

/** IPTC's digital source type in XMP: how the picture was made, by one word of a vocabulary. */
export const digitalSourceType: MarkReader = (field) => {
  if (field.where !== 'xmp' || field.name !== PROPERTY || field.text.length > MAX_ADDRESS) return undefined;
  const term = sourceTermOf(field.text);
  const label = labelOfSourceType(field.text);
  return term && {
    kind: 'digital-source-type',
    where: 'xmp',
    field: shownName(field),
    value: shortened(field.text),
    strength: 'declared',
    ...(label === undefined ? {} : { label }),
    term,
  };
};
