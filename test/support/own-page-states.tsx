import type { JSX } from 'preact';
import { BundledModels } from '../../components/options/bundled-models.tsx';
import { TrustLists } from '../../components/options/trust-lists.tsx';
import type { Translate } from '../../lib/i18n/t.ts';
import { BUNDLED_STATE, someFacts, TRUST_STATE } from './components-options.ts';

const shipped = (id: string) => BUNDLED_STATE.models.filter((model) => model.id === id);

/** Parts of our own pages that the gallery shows, by name. */
export const OWN_STATES = {
  'models: for texts': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={shipped('text-spam')} t={t} />,
  'models: for pictures': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={shipped('picture-ai')} t={t} />,
  'models: one lost its card, one is unknown': (t: Translate) => (
    <BundledModels {...BUNDLED_STATE} models={[{ id: 'text-spam', facts: undefined }, { id: 'tide-model', facts: someFacts({ id: 'tide-model', limits: [], measured: [] }) }]} t={t} />
  ),
  'models: nothing but what a card must state': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={[{ id: 'face-finder', facts: someFacts({ id: 'face-finder', measured: [] }) }]} t={t} />,
  'trust lists: two installed': (t: Translate) => <TrustLists {...TRUST_STATE} t={t} />,
  'trust lists: none': (t: Translate) => <TrustLists {...TRUST_STATE} lists={[]} t={t} />,
} as const satisfies Readonly<Record<string, (t: Translate) => JSX.Element>>;

export type OwnStateName = keyof typeof OWN_STATES;
