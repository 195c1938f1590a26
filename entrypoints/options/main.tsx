import { render } from 'preact';
import { browser } from 'wxt/browser';
import type { AccountSiteId } from '../../components/options/always-shown.tsx';
import { handleOf } from '../../components/options/always-shown.tsx';
import { Options, type OptionsProps, type SectionId } from '../../components/options/options.tsx';
import { hostOf, type SiteAccessKind, type SiteAccessShown } from '../../components/options/site-access.tsx';
import { Starting } from '../../components/options/starting.tsx';
import { Welcome } from '../../components/options/welcome.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { withChange, type ListSummary, type Restored, type SettingsChange } from '../../lib/core/settings.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import { createTranslate, type Translate } from '../../lib/i18n/t.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { orFailure } from '../../lib/messages/or-failure.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { NAMED_SITES } from '../../lib/sites/named-sites.ts';
import { accountOfProfile } from '../../lib/subjects/account-of-profile.ts';
import { canonicalAccount } from '../../lib/subjects/canonical-account.ts';
import { readBundledModels } from './bundled-models.ts';
import { importFiles, withFile, type FilesImport } from './import-files.ts';
import { followPeers, listsProps, type ListsPage, type ListsState } from './list-actions.ts';
import { followDownloads, modelsProps, type ModelsPage, type ModelsState } from './model-actions.ts';
import { saveFile } from './save-file.ts';
import { trustListsProps, type TrustPage, type TrustState } from './trust-actions.ts';
import { changeSiteAccess, forgetSite, readSiteAccess, restoreNamedSites } from './site-access.ts';

/** While the background is starting it is asked again this often. */
const ASK_AGAIN_MS = 500;

type Stored = Pick<OptionsProps, 'settings' | 'lists' | 'corrections'> & Pick<ListsState, 'sources' | 'peers'> & Pick<ModelsState, 'models'> & Pick<TrustState, 'trustLists'> & { readonly access: SiteAccessShown };
type State = Stored & ListsState & ModelsState & TrustState & Pick<OptionsProps, 'bundled' | 'outcomes' | 'importState' | 'restoring' | 'isExporting'> & { readonly isWelcome: boolean };

let state: State;
/** Changes that are on their way: what is stored is not shown before the last of them is. */
let underWay = 0;
let importing: FilesImport | undefined;

void begin();

async function begin(): Promise<void> {
  const stored = await orFailure(read());
  if (!stored.ok) {
    render(<Starting failure={stored.error} t={translateIn('auto')} />, document.body);
    setTimeout(() => void begin(), ASK_AGAIN_MS);
    return;
  }
  const isWelcome = new URLSearchParams(location.search).has('welcome');
  state = { ...stored.value, bundled: await readBundledModels(), outcomes: {}, importState: { results: [] }, restoring: undefined, isExporting: false, isWelcome, offer: undefined, isLooking: false, installingTrust: undefined, isSyncing: false, changeTrials: {}, listOffer: undefined, fetchingList: undefined };
  draw();
  followDownloads(modelsPage);
  followPeers(listsPage, () => state.settings.peers);
  followChanges();
}

async function read(): Promise<Answer<Stored>> {
  const [settings, lists, sources, peers, models, corrections, trustLists] = await Promise.all([
    sendPatiently('get-settings', {}),
    sendPatiently('get-lists', {}),
    sendPatiently('get-sources', {}),
    sendPatiently('get-peers', {}),
    sendPatiently('get-models', {}),
    sendPatiently('get-corrections', {}),
    sendPatiently('get-trust-lists', {}),
  ]);
  if (!settings.ok) return settings;
  if (!lists.ok) return lists;
  if (!sources.ok) return sources;
  if (!peers.ok) return peers;
  if (!models.ok) return models;
  if (!corrections.ok) return corrections;
  if (!trustLists.ok) return trustLists;
  return { ok: true, value: { settings: settings.value, lists: lists.value, sources: sources.value, peers: peers.value, models: models.value, corrections: corrections.value, trustLists: trustLists.value, access: await readSiteAccess(settings.value.otherSites) } };
}

/** Another tab of this page, a card, the popup or the browser itself may change what is shown here. */
function followChanges(): void {
  const refresh = () => void carryOut(undefined, Promise.resolve({ ok: true, value: null }));
  addEventListener('focus', refresh);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
  browser.permissions.onAdded.addListener(refresh);
  browser.permissions.onRemoved.addListener(refresh);
  // A file dropped beside the lists must not take the place of this page.
  for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());
  // With the page goes the way back for what was removed on it.
  addEventListener('pagehide', () => void send('purge-lists', {}));
}

/** Waits for a change, shows what is stored after it, and says in its section what came of it. */
async function carryOut<T>(
  section: SectionId | undefined,
  change: Promise<Answer<T>>,
  told: (value: T) => OutcomeShown | undefined = () => undefined,
): Promise<void> {
  underWay++;
  const answer = await orFailure(change);
  const stored = await orFailure(read());
  underWay--;
  const outcome: OutcomeShown | undefined = answer.ok ? told(answer.value) : { kind: 'failed', failure: answer.error };
  show({
    ...(stored.ok && underWay === 0 ? stored.value : {}),
    ...(section === undefined ? {} : { outcomes: { ...state.outcomes, [section]: outcome } }),
  });
}

function show(change: Partial<State>): void {
  state = { ...state, ...change };
  draw();
}

function draw(): void {
  const t = translateIn(state.settings.locale);
  document.documentElement.lang = t.locale;
  document.title = t(state.isWelcome ? 'welcome.title' : 'options.title');
  const access = accessActions(t);
  render(
    state.isWelcome ? (
      <Welcome access={state.access} names={siteNames} outcome={state.outcomes.sites} t={t} {...access} onDone={leaveWelcome} />
    ) : (
      <Options
        {...state}
        {...listsProps(listsPage, t)}
        models={modelsProps(modelsPage, t)}
        trust={trustListsProps(trustPage, t)}
        siteNames={siteNames}
        t={t}
        nowMs={Date.now()}
        onChooseAccess={access.onChoose}
        onForgetSite={access.onForget}
        onRestoreSites={access.onRestore}
        onSettings={(section, change) => changeSettings(section, change, change.ring === false ? done(t('options.ring.erased')) : undefined)}
        onResetTreatments={() => resetTreatments(t)}
        onAddAccount={(site, text) => addAccount(site, text, t)}
        onRemoveAccount={(account) => removeAccount(account, t)}
        onImport={importLists}
        onCancelImport={() => (importing === undefined ? void send('cancel-import', {}) : importing.cancel())}
        onRemoveList={(list) => removeList(list, t)}
        onResume={(host) =>
          void carryOut('paused', sendPatiently('pause-site', { host, paused: false }), () => done(t('options.paused.resumed', { host: quoted(host) }), () => pauseAgain(host)))
        }
        onForgetCorrections={() => void carryOut('corrections', sendPatiently('forget-corrections', {}), () => done(t('options.corrections.forgotten')))}
        onExport={() => void exportEverything(t)}
        onRestore={(file) => void restoreEverything(file, t)}
        onErase={() =>
          void carryOut('kept', sendPatiently('erase-everything', {}), ({ lists, findings }) => done(t('options.erase.done', { n: lists, findings })))
        }
      />
    ),
    document.body,
  );
}

const siteNames = NAMED_SITES.map(({ name }) => name);

function translateIn(locale: State['settings']['locale']): Translate {
  return createTranslate(catalogueOf(chooseLocale(locale, navigator.languages)));
}

function done(text: string, undo?: () => void): OutcomeShown {
  return undo === undefined ? { kind: 'done', text } : { kind: 'done', text, undo };
}

const modelsPage: ModelsPage = {
  state: () => state,
  show,
  carryOut: (change, told) => carryOut('models', change, told),
};

const listsPage: ListsPage = {
  state: () => state,
  show,
  carryOut: (change, told) => carryOut('lists', change, told),
};

const trustPage: TrustPage = {
  state: () => state,
  show,
  carryOut: (change, told) => carryOut('trust', change, told),
};

function leaveWelcome(): void {
  history.replaceState(null, '', location.pathname);
  show({ isWelcome: false });
  scrollTo(0, 0);
}

/** A choice shows at once; should it not be kept, what is stored is shown again. */
function changeSettings(section: SectionId, change: SettingsChange, outcome?: OutcomeShown): void {
  show({ settings: withChange(state.settings, change) });
  void carryOut(section, sendPatiently('change-settings', change), () => outcome);
}

function resetTreatments(t: Translate): void {
  const { treatments, foreign } = state.settings.policy;
  const reset: SettingsChange = {
    policy: { treatments: Object.fromEntries(CORE_LABELS.map((label) => [label, 'badge'])), foreign: 'badge' },
  };
  const undo = () => changeSettings('treatments', { policy: { treatments, foreign } }, done(t('options.treatments.reset-undone')));
  changeSettings('treatments', reset, done(t('options.treatments.reset-done'), undo));
}

/** False where the text is neither a handle of that site nor the address of a profile. */
function addAccount(site: AccountSiteId, text: string, t: Translate): boolean {
  const account = accountOfProfile(text) ?? canonicalAccount(site, text);
  if (account === undefined) return false;
  alwaysShow(account, true, done(t('options.always-show.added', { name: quoted(handleOf(account)) })));
  return true;
}

function removeAccount(account: string, t: Translate): void {
  const name = quoted(handleOf(account));
  const undo = () => alwaysShow(account, true, done(t('options.always-show.added', { name })));
  alwaysShow(account, false, done(t('options.always-show.removed', { name }), undo));
}

function alwaysShow(account: string, shown: boolean, outcome: OutcomeShown): void {
  void carryOut('always-show', sendPatiently('always-show', { account, shown }), () => outcome);
}

function pauseAgain(host: string): void {
  void carryOut('paused', sendPatiently('pause-site', { host, paused: true }));
}

function importLists(files: readonly File[]): void {
  show({ importState: { results: [] }, outcomes: { ...state.outcomes, lists: undefined } });
  importing = importFiles(files, (importState) => {
    show({ importState });
    if (importState.running === undefined) {
      importing = undefined;
      void carryOut(undefined, Promise.resolve({ ok: true, value: null }));
    }
  });
}

function removeList({ id, name, flags }: ListSummary, t: Translate): void {
  const back = () => void carryOut('lists', sendPatiently('bring-list-back', { id }), () => done(t('options.lists.back', { name: quoted(name) })));
  void carryOut('lists', sendPatiently('remove-list', { id }), () => done(t('options.lists.removed', { name: quoted(name), n: flags }), back));
}

async function exportEverything(t: Translate): Promise<void> {
  show({ isExporting: true });
  const answer = await sendPatiently('export-everything', {});
  if (answer.ok) saveFile(answer.value.blobUrl, `witnessmark-${new Date().toISOString().slice(0, 10)}.zip`);
  show({ isExporting: false });
  await carryOut('kept', Promise.resolve(answer), () => done(t('options.export.done')));
}

async function restoreEverything(file: File, t: Translate): Promise<void> {
  const answer = await withFile(file, 'restore-everything', (steps, total) =>
    show({ restoring: { file: file.name, done: steps, total, position: 1, of: 1 } }),
  );
  show({ restoring: undefined });
  await carryOut('kept', Promise.resolve(answer), (restored) => done(restoredText(restored, t)));
}

function restoredText({ lists, leftOut }: Restored, t: Translate): string {
  if (leftOut.length === 0) return t('options.restore.done', { n: lists });
  const left = leftOut.map(({ name, why }) => `${quoted(name, 40)}: ${t(`refusal.${why}`)}`).join(' ');
  return t('options.restore.left-out', { n: lists, left });
}

function accessActions(t: Translate) {
  /** Where the reader declined in the browser's own question. */
  const answered = (isGranted: boolean): Answer<null> =>
    isGranted ? { ok: true, value: null } : { ok: false, error: { tag: 'refused', message: '', why: 'declined' } };
  return {
    onChoose(kind: SiteAccessKind) {
      // The question comes first: browsers let it be asked only while the click lasts.
      const change = changeSiteAccess(kind, state.access).then(async (isGranted): Promise<Answer<unknown>> => {
        if (!isGranted || kind === 'every-site') return answered(isGranted);
        return sendPatiently('change-settings', { otherSites: kind === 'asked-sites' ? 'ask' : 'leave' });
      });
      void carryOut('sites', change, () => done(t('options.sites.chosen', { kind: t(`options.sites.${kind}`) })));
    },
    onForget(site: string) {
      void carryOut('sites', forgetSite(site).then(() => answered(true)), () => done(t('options.sites.forgotten', { site: quoted(hostOf(site)) })));
    },
    onRestore() {
      void carryOut('sites', restoreNamedSites().then(answered), () => done(t('options.sites.restored')));
    },
  };
}
