import type { ListOfferProps } from '../../components/options/list-offer.tsx';
import type { OptionsProps } from '../../components/options/options.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import type { ListPeers } from '../../lib/core/list-peers.ts';
import type { SourceStanding } from '../../lib/core/list-source.ts';
import { MAX_LINK, sourcesOf, type ListOffer, type SyncReport } from '../../lib/core/settings.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { orFailure } from '../../lib/messages/or-failure.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { saveFile } from './save-file.ts';
import { readQrCode } from './read-qr-code.ts';

/** How often the progress of fetching is asked for. */
const PROGRESS_EVERY_MS = 150;

/** How often it is asked who is reached. */
const PEERS_EVERY_MS = 3_000;

/** What the section on lists shows of lists that come over the network. */
export interface ListsState {
  readonly sources: readonly SourceStanding[];
  readonly peers: readonly ListPeers[];
  readonly isSyncing: boolean;
  readonly changeTrials: OptionsProps['changeTrials'];
  readonly listOffer: ListOffer | undefined;
  readonly fetchingList: ListOfferProps['fetching'];
}

export interface ListsPage {
  state(): ListsState;
  show(change: Partial<ListsState>): void;
  /** Waits for a change, shows what is stored after it, and says what came of it. */
  carryOut<T>(change: Promise<Answer<T>>, told?: (value: T) => OutcomeShown | undefined): Promise<void>;
}

/** Other readers come and go while the page is looked at. */
export function followPeers(page: ListsPage, isWanted: () => boolean): void {
  setInterval(() => {
    if (document.visibilityState !== 'visible' || !isWanted()) return;
    void send('get-peers', {}).then((answer) => answer.ok && page.show({ peers: answer.value }));
  }, PEERS_EVERY_MS);
}

export type ListsProps = Pick<OptionsProps, 'offering' | 'sources' | 'peers' | 'isSyncing' | 'changeTrials' | 'onFollowList' | 'onAcceptChange' | 'onTryChange' | 'onForkProof' | 'onTellFork' | 'onSuccessor' | 'onSyncLists'>;

export function listsProps(page: ListsPage, t: Translate): ListsProps {
  const { sources, peers, isSyncing, changeTrials, listOffer, fetchingList } = page.state();
  const done = (text: string): OutcomeShown => ({ kind: 'done', text });

  async function lookUp(link: string): Promise<void> {
    const file = URL.canParse(link) ? new URL(link).host : '';
    const work = { file, done: 0, total: 0, position: 1, of: 1 };
    page.show({ fetchingList: work, listOffer: undefined });
    const timer = setInterval(() => {
      void send('import-progress', {}).then((answer) => {
        if (answer.ok && answer.value !== null && page.state().fetchingList !== undefined) page.show({ fetchingList: { ...work, ...answer.value } });
      });
    }, PROGRESS_EVERY_MS);
    const answer = await orFailure(sendPatiently('offer-list', { link: link.slice(0, MAX_LINK + 1) }));
    clearInterval(timer);
    page.show({ fetchingList: undefined, ...(answer.ok ? { listOffer: answer.value } : {}) });
    await page.carryOut(Promise.resolve(answer));
  }

  async function lookUpQr(picture: File): Promise<void> {
    const link = await readQrCode(picture);
    if (link === undefined) await page.carryOut(Promise.resolve({ ok: true, value: null }), () => done(t('options.offer.no-qr')));
    else await lookUp(link);
  }

  return {
    sources,
    peers,
    isSyncing,
    changeTrials,
    offering: {
      offer: listOffer,
      fetching: fetchingList,
      onLookUp: (link) => void lookUp(link),
      onQrCode: (picture) => void lookUpQr(picture),
      onCancel: () => void send('cancel-import', {}),
      onJoin({ list, source }) {
        page.show({ listOffer: undefined });
        void page.carryOut(sendPatiently('join-list', { id: list.id, source }), () => done(t('options.offer.joined', { name: quoted(list.name), n: list.flags })));
      },
      onDecline({ list, isFollowed }) {
        page.show({ listOffer: undefined });
        if (!isFollowed) void page.carryOut(sendPatiently('decline-list', { id: list.id }));
      },
    },
    onFollowList: ({ id, name }, isOn) =>
      void page.carryOut(sendPatiently('follow-list', { id, isOn }), () => done(t(isOn ? 'options.following.on' : 'options.following.off-now', { name: quoted(name) }))),
    onAcceptChange: ({ id, name }, what) =>
      void page.carryOut(sendPatiently('accept-change', { id, what }), () => done(t(what === 'sudden' ? 'options.following.accepted' : 'options.terms.agreed', { name: quoted(name) }))),
    onTryChange({ id }) {
      const tried = orFailure(sendPatiently('try-change', { id })).then((answer) => {
        if (answer.ok && answer.value !== null) page.show({ changeTrials: { ...page.state().changeTrials, [id]: answer.value } });
        return answer;
      });
      void page.carryOut(tried);
    },
    onForkProof({ id, name }, isPast) {
      const saved = sendPatiently('get-fork-proof', { id, isPast }).then((answer) => {
        if (answer.ok) saveFile(answer.value.blobUrl, `${id.slice(0, 16)}${isPast ? '.past' : ''}.forkproof`);
        return answer;
      });
      void page.carryOut(saved, () => done(t('options.following.proof-saved', { name: quoted(name) })));
    },
    onTellFork: ({ id, name }, isWanted) =>
      void page.carryOut(sendPatiently(isWanted ? 'tell-fork' : 'untell-fork', { id }), () => done(t(isWanted ? 'options.forks.planned' : 'options.forks.taken-back', { name: quoted(name) }))),
    onSuccessor({ successor, follow }) {
      const mirror = follow && sourcesOf(follow)[0];
      if (successor !== undefined && mirror !== undefined) void lookUp(subscriptionLink({ mirror, list: successor }));
    },
    onSyncLists() {
      page.show({ isSyncing: true, changeTrials: {} });
      const synced = orFailure(sendPatiently('sync-lists', {})).finally(() => page.show({ isSyncing: false }));
      void page.carryOut(synced, (reports) => done(syncText(reports, t)));
    },
  };
}

function syncText(reports: readonly SyncReport[], t: Translate): string {
  const count = (outcome: SyncReport['outcome']) => reports.filter((report) => report.outcome === outcome).length;
  const [updated, failed] = [count('updated'), count('failed')];
  const news = updated === 0 ? (failed === 0 ? [t('options.following.synced-none')] : []) : [t('options.following.synced', { n: updated })];
  return [...news, ...(failed === 0 ? [] : [t('options.following.synced-failed', { n: failed })])].join(' ');
}
