import type { OptionsProps } from '../../components/options/options.tsx';
import { DEFAULT_SETTINGS, type ListSummary } from '../../lib/core/settings.ts';
import { NOW_MS } from './components-states.ts';

const DAY_MS = 86_400_000;

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
  'onResume',
  'onExport',
  'onRestore',
  'onErase',
];

/** What the options page shows a reader who follows one list and has chosen nothing yet. */
export const OPTIONS_STATE: Omit<OptionsProps, Callback> = {
  access: { kind: 'asked-sites', sites: ['https://harbour.example/*'], missing: [] },
  siteNames: ['X', 'Bluesky', 'Reddit', 'Hacker News', 'mastodon.social'],
  lists: [aList()],
  importState: { results: [] },
  restoring: undefined,
  isExporting: false,
  settings: DEFAULT_SETTINGS,
  outcomes: {},
  nowMs: NOW_MS,
};
