import type { JSX } from 'preact';
import { BundledModels } from '../../components/options/bundled-models.tsx';
import { ListByLink } from '../../components/options/list-offer.tsx';
import { ListTable } from '../../components/options/list-table.tsx';
import { ListSuccessor } from '../../components/options/list-successor.tsx';
import { VouchedLists } from '../../components/options/vouched-lists.tsx';
import { TrustLists } from '../../components/options/trust-lists.tsx';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { aList, BUNDLED_STATE, FOLLOWED_LISTS, FORKED_LISTS, LIST_OFFER, OFFERING_STATE, PEERS, RING_TRIAL, someFacts, SOURCES, TRUST_STATE } from './components-options.ts';
import { NOW_MS } from './components-states.ts';

const shipped = (id: string) => BUNDLED_STATE.models.filter((model) => model.id === id);

const RING_OFF = { isRingOn: false, onRing: () => {} };

/** Parts of our own pages that the gallery shows, by name. */
export const OWN_STATES = {
  'models: for texts': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={shipped('text-spam')} t={t} />,
  'models: for pictures': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={shipped('picture-ai')} t={t} />,
  'models: one lost its card, one is unknown': (t: Translate) => (
    <BundledModels {...BUNDLED_STATE} models={[{ id: 'text-spam', facts: undefined }, { id: 'tide-model', facts: someFacts({ id: 'tide-model', limits: [], measured: [] }) }]} t={t} />
  ),
  'models: nothing but what a card must state': (t: Translate) => <BundledModels {...BUNDLED_STATE} models={[{ id: 'face-finder', facts: someFacts({ id: 'face-finder', measured: [] }) }]} t={t} />,
  'trust lists: two installed': (t: Translate) => <TrustLists {...TRUST_STATE} t={t} />,
  'lists: followed, with something to tell of each': (t: Translate) => <ListTable lists={FOLLOWED_LISTS} sources={SOURCES} peers={PEERS} trials={{ [FOLLOWED_LISTS[1]!.id]: RING_TRIAL }} policy={DEFAULT_POLICY} nowMs={NOW_MS} t={t} onTreat={() => {}} onFollow={() => {}} onAccept={() => {}} onTry={() => {}} ownRelays={['wss://relay.example/']} onForkProof={() => {}} onTellFork={() => {}} onSuccessor={() => {}} onRemove={() => {}} />,
  'lists: forked, and others told or not': (t: Translate) => <ListTable lists={FORKED_LISTS} sources={SOURCES} peers={PEERS} trials={{ [FOLLOWED_LISTS[1]!.id]: RING_TRIAL }} policy={DEFAULT_POLICY} nowMs={NOW_MS} t={t} onTreat={() => {}} onFollow={() => {}} onAccept={() => {}} onTry={() => {}} ownRelays={['wss://relay.example/']} onForkProof={() => {}} onTellFork={() => {}} onSuccessor={() => {}} onRemove={() => {}} />,
  'lists: one by its link': (t: Translate) => <ListByLink {...OFFERING_STATE} {...RING_OFF} t={t} />,
  'lists: one on offer': (t: Translate) => <ListByLink {...OFFERING_STATE} {...RING_OFF} offer={LIST_OFFER} t={t} />,
  'lists: one on offer, tried on seven days': (t: Translate) => <ListByLink {...OFFERING_STATE} isRingOn onRing={() => {}} offer={{ ...LIST_OFFER, ring: RING_TRIAL }} t={t} />,
  'lists: vouched for': (t: Translate) => (
    <VouchedLists lists={['Harbour watch', 'Tide watch', 'Lantern', 'Pier'].map((name, i) => aList({ id: String(i).repeat(64), name, rootKeys: [name], vouches: [`https://lists.example/#${'c'.repeat(64)}`] }))} t={t} onLookUp={() => {}} />
  ),
  'lists: one names another to follow': (t: Translate) => <ListSuccessor list={aList({ successor: 'd'.repeat(64), follow: FOLLOWED_LISTS[0]!.follow! })} lists={[]} t={t} onSuccessor={() => {}} />,
  'trust lists: none': (t: Translate) => <TrustLists {...TRUST_STATE} lists={[]} t={t} />,
} as const satisfies Readonly<Record<string, (t: Translate) => JSX.Element>>;

export type OwnStateName = keyof typeof OWN_STATES;
