import type { BundledModelsProps } from '../../components/options/bundled-models.tsx';
import type { OptionsProps } from '../../components/options/options.tsx';
import type { ModelsProps } from '../../components/options/models.tsx';
import type { TrustListsProps } from '../../components/options/trust-lists.tsx';
import type { ForkTelling } from '../../lib/core/fork-telling.ts';
import type { HubModel } from '../../lib/core/hub-model.ts';
import { summarise, type DataStatement } from '../../lib/core/data-statement.ts';
import type { ModelFacts } from '../../lib/core/model-facts.ts';
import { DEFAULT_SETTINGS, type ListSummary, type RingTrial } from '../../lib/core/settings.ts';
import type { TrustListSummary } from '../../lib/core/trust-list.ts';
import { BUNDLED_MODELS } from '../../lib/detect/models.ts';
import { readModelFacts } from '../../lib/detect/read-model-facts.ts';
import faceCard from '../../public/models/face-finder/card.json';
import pictureCard from '../../public/models/picture-ai/card.json';
import textCard from '../../public/models/text-spam/card.json';
import statement from '../../training/data-statement.json';
import { NOW_MS } from './components-states.ts';

const DAY_MS = 86_400_000;

const nothing = (): void => {};

export const aModel = (over: Partial<HubModel> = {}): HubModel => ({
  id: 'harbour/tide-classifier',
  kind: 'picture',
  server: 'https://huggingface.co/',
  revision: '0123456789abcdef0123456789abcdef01234567',
  licence: 'apache-2.0',
  labels: ['artificial', 'human'],
  meant: [0],
  file: 'onnx/model_quantized.onnx',
  bytes: 88_700_000,
  sha256: 'd'.repeat(64),
  use: 'on-click',
  state: { kind: 'ready', digest: 'd'.repeat(64), downloadedAt: NOW_MS - DAY_MS },
  ...over,
});

/** Every state that a model of the reader's can be in, with one more being looked up. */
export const MODELS_STATE: Omit<ModelsProps, 't'> = {
  models: [
    aModel(),
    aModel({ id: 'harbour/unclear', labels: ['LABEL_0', 'LABEL_1'], meant: null, use: 'off' }),
    aModel({ id: 'harbour/letters', kind: 'text', labels: ['ham', 'spam'], meant: [1], use: 'automatic' }),
    aModel({ id: 'harbour/unclear-letters', kind: 'text', labels: ['LABEL_0', 'LABEL_1'], meant: null, use: 'off' }),
    aModel({ id: 'harbour/on-its-way', use: 'off', state: { kind: 'partial', doneBytes: 31_000_000, step: 'downloading' } }),
    aModel({ id: 'harbour/broken-off', use: 'off', state: { kind: 'partial', doneBytes: 31_000_000, step: 'paused', why: 'no-answer' } }),
    aModel({ id: 'harbour/altered', use: 'automatic', state: { kind: 'ready', digest: 'd'.repeat(64), downloadedAt: NOW_MS, why: 'model-altered' } }),
  ],
  recommended: [
    { kind: 'picture', id: 'coast/notes', licence: 'MIT', size: '88 MB', trainedOn: 'Pictures of the coast.', claims: 'not stated' },
    { kind: 'text', id: 'coast/letters', licence: 'MIT', size: '125 MB', trainedOn: 'Letters from the coast.', claims: 'not stated' },
  ],
  offer: {
    id: 'harbour/new',
    kind: 'picture',
    server: 'https://huggingface.co/',
    revision: 'fedcba9876543210fedcba9876543210fedcba98',
    licence: null,
    labels: ['AI', 'real'],
    meant: [0],
    variants: [
      { file: 'onnx/model_quantized.onnx', bytes: 88_700_000, sha256: 'e'.repeat(64) },
      { file: 'onnx/model.onnx', bytes: 343_000_000, sha256: null },
    ],
  },
  isLooking: false,
  onLookUp: () => 'ok',
  onDownload: nothing,
  onLeave: nothing,
  onPause: nothing,
  onResume: nothing,
  onRemove: nothing,
  onUse: nothing,
  onConfirm: nothing,
};

export const aTrustList = (over: Partial<TrustListSummary> = {}): TrustListSummary => ({
  kind: 'signers',
  source: 'https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TRUST-LIST.pem',
  digest: 'c'.repeat(64),
  certificates: 30,
  at: NOW_MS - DAY_MS,
  ...over,
});

/** One list from its official address, one from a file, one not there. */
export const TRUST_STATE: Omit<TrustListsProps, 't'> = {
  lists: [aTrustList(), aTrustList({ kind: 'interim', source: 'anchors.pem', certificates: 1 })],
  hosts: { signers: 'raw.githubusercontent.com', 'time-stampers': 'raw.githubusercontent.com', interim: 'contentcredentials.org' },
  installing: undefined,
  onInstall: nothing,
  onImport: nothing,
  onRemove: nothing,
};

const CARDS: readonly { readonly id: string }[] = [textCard, pictureCard, faceCard];

/** The models that ship, as their cards are committed. */
export const BUNDLED_STATE: Omit<BundledModelsProps, 't'> = {
  models: BUNDLED_MODELS.map((model) => ({ id: model.id, facts: readModelFacts(CARDS.find(({ id }) => id === model.id), model) })),
  data: summarise(statement satisfies DataStatement),
};

/** A model that tells everything that can be told. */
export const someFacts = (over: Partial<ModelFacts> = {}): ModelFacts => ({
  id: 'picture-ai',
  version: '3.1.4',
  licence: 'MIT',
  digest: 'c'.repeat(64),
  limits: ['It errs.'],
  measured: [
    {
      label: 'ai-made',
      sets: [
        { name: 'val, social', positives: 10, negatives: 20, found: 0.9, falsePositives: 0 },
        {
          name: 'public, social',
          positives: 655,
          negatives: 736,
          found: 0.0321,
          falsePositives: 0.0068,
          falsePositivesBound: 0.0142,
          worst: { group: 'screenshots', falsePositives: 0.0286, items: 35 },
          declined: 119,
        },
      ],
    },
  ],
  ...over,
});

export const aList = (over: Partial<ListSummary> = {}): ListSummary => ({
  id: 'a'.repeat(64),
  name: 'Harbour watch',
  description: 'Scams seen around the harbour.',
  charter: 'Posts that ask for money under a false name. Never opinions.',
  appealContact: 'appeals@harbour.example',
  languages: ['en'],
  labels: [{ name: 'investment scam', core: 'scam' }],
  flags: 12_345,
  version: 1,
  seq: 3,
  importedAt: NOW_MS - 3 * DAY_MS,
  confirmedAt: NOW_MS - 8 * DAY_MS,
  expiresAt: NOW_MS + DAY_MS,
  ...over,
});

type Callback = { [K in keyof OptionsProps]: OptionsProps[K] extends (...all: never[]) => unknown ? K : never }[keyof OptionsProps];

export const OPTIONS_CALLBACKS: readonly Exclude<Callback, 't'>[] = [
  'onChooseAccess',
  'onForgetSite',
  'onRestoreSites',
  'onSettings',
  'onResetTreatments',
  'onAddAccount',
  'onRemoveAccount',
  'onImport',
  'onCancelImport',
  'onRemoveList',
  'onFollowList',
  'onAcceptChange',
  'onTryChange',
  'onForkProof',
  'onTellFork',
  'onSuccessor',
  'onSyncLists',
  'onResume',
  'onForgetCorrections',
  'onExport',
  'onRestore',
  'onErase',
];

const MIRROR = 'https://mirror.example/lists/';

/** Lists that come over the network, each with something to tell. */
export const FOLLOWED_LISTS: readonly ListSummary[] = [
  aList({ follow: { own: MIRROR, mirrors: ['https://tides.example/'], isOn: true, checkedAt: NOW_MS - 1_200_000 } }),
  aList({
    id: 'b'.repeat(64),
    name: 'Tide watch',
    sudden: { added: 4_200, removed: 12, before: 900, at: NOW_MS - DAY_MS },
    follow: { mirrors: [MIRROR], isOn: true, checkedAt: NOW_MS - DAY_MS, problem: { why: 'no-answer', since: NOW_MS - DAY_MS, message: '' } },
  }),
  aList({ id: 'c'.repeat(64), name: 'Lantern', newTerms: { agreed: 1, since: NOW_MS, changes: [{ what: 'label-added', text: 'parody', code: 2 }, { what: 'mirror-added', text: 'https://elsewhere.example/' }] }, follow: { mirrors: [MIRROR], isOn: false, problem: { why: 'fork', since: NOW_MS, message: '' } } }),
];

const RELAYS = ['wss://relay.example/', 'wss://other.example/'];
const telling = (id: string, name: string, of: ForkTelling): ListSummary =>
  aList({ id: id.repeat(64), name, follow: { mirrors: [MIRROR], relays: RELAYS, isOn: true, problem: { why: 'fork', since: NOW_MS, message: '' }, telling: of } });

/** Lists that forked, each with another state of telling others. */
export const FORKED_LISTS: readonly ListSummary[] = [
  aList({
    id: '1'.repeat(64),
    name: 'Told here',
    follow: { mirrors: [MIRROR], relays: RELAYS, isOn: true, problem: { why: 'fork', since: NOW_MS, message: '', from: RELAYS[0]! }, pastFork: { version: 1, signedAt: [NOW_MS - 9 * DAY_MS, NOW_MS - 8 * DAY_MS] } },
  }),
  telling('2', 'Waiting', { relays: RELAYS.map((address) => ({ address })), tries: 0, dueAt: NOW_MS + 3_600_000 }),
  telling('3', 'Half told', { relays: [{ address: RELAYS[0]!, toldAt: NOW_MS }, { address: RELAYS[1]!, trouble: 'blocked: <b>not here</b>' }], tries: 1, dueAt: NOW_MS + 3_600_000 }),
  telling('4', 'Untaken', { relays: RELAYS.map((address) => ({ address, trouble: 'It could not be reached.' })), tries: 6 }),
  telling('5', 'All told', { relays: RELAYS.map((address) => ({ address, toldAt: NOW_MS })), tries: 2 }),
];

export const SOURCES: OptionsProps['sources'] = [
  { address: MIRROR, failures: 3, lies: 0, off: { until: NOW_MS + DAY_MS, why: 'failed' }, trouble: { message: 'It answers 503.', at: NOW_MS } },
  { address: 'https://tides.example/', failures: 0, lies: 2, trouble: { message: 'It sent other bytes than those asked for.', at: NOW_MS } },
];

/** Other readers of the first two of these lists; nobody of the third. */
export const PEERS: OptionsProps['peers'] = [
  { list: FOLLOWED_LISTS[0]!.id, readers: 1 },
  { list: FOLLOWED_LISTS[1]!.id, readers: 3, trouble: { message: 'It sent what was not asked for.', at: NOW_MS }, serverTrouble: { message: 'It does not know this name with this password.', at: NOW_MS } },
];

export const LIST_OFFER: NonNullable<OptionsProps['offering']['offer']> = {
  list: aList(),
  isFollowed: false,
  source: MIRROR,
  seen: { of: 214, labelled: 3 },
  alwaysShown: ['bsky:shop.example'],
};

export const RING_TRIAL: RingTrial = {
  since: NOW_MS - (NOW_MS % DAY_MS) - 6 * DAY_MS,
  kinds: [
    { kind: 'url', of: 4_210, labelled: 9 },
    { kind: 'post', of: 3_905, labelled: 2 },
    { kind: 'account', of: 812, labelled: 1 },
  ],
  labels: [
    { name: 'investment scam', n: 10 },
    { name: 'parody', n: 3 },
  ],
};

/** No list is on offer, and none is being fetched. */
export const OFFERING_STATE: OptionsProps['offering'] = { offer: undefined, fetching: undefined, onLookUp: nothing, onQrCode: nothing, onCancel: nothing, onJoin: nothing, onDecline: nothing };

/** What the options page shows a reader who follows one list and has chosen nothing yet. */
export const OPTIONS_STATE: Omit<OptionsProps, Callback> = {
  access: { kind: 'asked-sites', sites: ['https://harbour.example/*'], missing: [] },
  siteNames: ['X', 'Bluesky', 'Reddit', 'Hacker News', 'mastodon.social'],
  lists: [aList()],
  sources: [],
  peers: [],
  isSyncing: false,
  changeTrials: {},
  offering: OFFERING_STATE,
  importState: { results: [] },
  restoring: undefined,
  isExporting: false,
  bundled: BUNDLED_STATE,
  models: { ...MODELS_STATE, offer: undefined },
  trust: TRUST_STATE,
  corrections: { right: 0, wrong: 0, sources: [] },
  settings: DEFAULT_SETTINGS,
  outcomes: {},
  nowMs: NOW_MS,
};
