import { WORK_USES, type WorkUse, type WorkWish, type WorkWishes } from '../../core/mark.ts';
import type { Field } from '../metadata.ts';
import { NAMESPACES, shortened, shownName, type MarkReader } from './mark-reader.ts';

const DATA_MINING = `${NAMESPACES['plus:']}DataMining`;
const RESERVATION = `${NAMESPACES['tdm:']}reservation`;

/**
 * The PLUS vocabulary of data mining, http://ns.useplus.org/LDF/ldf-XMPSpecification : the last part of the address.
 * What it says "see …" of is refused unless the terms found there allow it.
 */
const PLUS: Readonly<Record<string, WorkWishes>> = {
  'DMI-ALLOWED': ofAll('allowed'),
  'DMI-PROHIBITED': ofAll('refused'),
  'DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING': ofAll('refused'),
  'DMI-PROHIBITED-AIMLTRAINING': { 'ai-training': 'refused', 'ai-generative-training': 'refused' },
  'DMI-PROHIBITED-GENAIMLTRAINING': { 'ai-generative-training': 'refused' },
  'DMI-PROHIBITED-SEECONSTRAINT': ofAll('constrained'),
  'DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR': ofAll('constrained'),
  'DMI-PROHIBITED-SEELINKEDRIGHTSEXPR': ofAll('constrained'),
};

/** TDMRep, https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ : 1 reserves text and data mining, 0 does not. */
const TDM: Readonly<Record<string, WorkWishes>> = { '1': { 'data-mining': 'refused' }, '0': { 'data-mining': 'allowed' } };

/** What a creator says may be done with the work, in the file itself. */
export const optOut: MarkReader = (field) => {
  const wishes = wishesIn(field);
  return wishes && { kind: 'opt-out', where: 'xmp', field: shownName(field), value: shortened(field.text), strength: 'declared', wishes };
};

function wishesIn({ where, name, text }: Field): WorkWishes | undefined {
  if (where !== 'xmp') return undefined;
  if (name === DATA_MINING) return own(PLUS, text.slice(text.lastIndexOf('/') + 1));
  return name === RESERVATION ? own(TDM, text) : undefined;
}

function own(table: Readonly<Record<string, WorkWishes>>, word: string): WorkWishes | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function ofAll(wish: WorkWish): WorkWishes {
  return Object.fromEntries(WORK_USES.map((use): [WorkUse, WorkWish] => [use, wish]));
}
