import type { ModelsProps } from '../../components/options/models.tsx';
import type { SiteAccessShown } from '../../components/options/site-access.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import type { HubModel, ModelOffer } from '../../lib/core/hub-model.ts';
import { HUB, parseModelAddress, parseServer } from '../../lib/hub/hub-server.ts';
import { RECOMMENDED_MODELS } from '../../lib/hub/recommended-models.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { Answer, ModelAsked } from '../../lib/messages/contract.ts';
import { orFailure } from '../../lib/messages/or-failure.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { borrowHub, giveHubsBack } from './hub-access.ts';

/** How often the progress of a download is asked for. */
const PROGRESS_EVERY_MS = 300;

/** What the section on models shows besides the models themselves. */
export interface ModelsState {
  readonly models: readonly HubModel[];
  readonly offer: ModelOffer | undefined;
  readonly isLooking: boolean;
}

export interface ModelsPage {
  state(): ModelsState & { readonly access: SiteAccessShown };
  show(change: Partial<ModelsState>): void;
  /** Waits for a change, shows what is stored after it, and says what came of it. */
  carryOut<T>(change: Promise<Answer<T>>, told?: (value: T) => OutcomeShown | undefined): Promise<void>;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks how far the downloads are while there are any; with the last of them goes the leave to ask the hub. */
export function followDownloads(page: ModelsPage): void {
  clearTimeout(timer);
  const { models, offer, isLooking } = page.state();
  if (models.some(isUnderWay)) {
    timer = setTimeout(() => {
      void send('get-models', {}).then((answer) => {
        if (answer.ok) page.show({ models: answer.value });
        followDownloads(page);
      });
    }, PROGRESS_EVERY_MS);
  } else if (offer === undefined && !isLooking) {
    void giveHubsBack();
  }
}

export function modelsProps(page: ModelsPage, t: Translate): Omit<ModelsProps, 't'> {
  const { models, offer, isLooking, access } = page.state();
  const change = async <T>(work: Promise<Answer<T>>, told?: (value: T) => OutcomeShown | undefined) => {
    await page.carryOut(work, told);
    followDownloads(page);
  };
  /** The browser's question comes first: it may be asked only while the click lasts. */
  const fromHub = <T>(server: string, work: () => Promise<Answer<T>>): Promise<Answer<T>> =>
    orFailure(
      borrowHub(server, access).then((isAllowed) => (isAllowed ? work() : { ok: false, error: { tag: 'refused', message: '', why: 'declined' } })),
    );

  async function lookUp(asked: ModelAsked): Promise<void> {
    page.show({ isLooking: true, offer: undefined });
    const found = await fromHub(asked.server, () => send('look-up-model', { ...asked }));
    page.show({ isLooking: false, ...(found.ok ? { offer: found.value } : {}) });
    await change(Promise.resolve(found));
  }

  return {
    models,
    offer,
    isLooking,
    recommended: RECOMMENDED_MODELS,
    onLookUp(text, mirror) {
      const server = mirror === '' ? HUB : parseServer(mirror);
      if (server === undefined) return 'no-server';
      const address = parseModelAddress(text, server);
      if (address === undefined) return 'no-model';
      void lookUp(address);
      return 'ok';
    },
    onDownload({ server, id, revision }, file) {
      const started = fromHub(server, () => send('download-model', { server, id, revision, file }));
      page.show({ offer: undefined });
      void change(started);
    },
    onLeave() {
      page.show({ offer: undefined });
      followDownloads(page);
    },
    onPause: ({ id }) => void change(sendPatiently('pause-model', { id })),
    onResume: ({ id, server }) => void change(fromHub(server, () => sendPatiently('resume-model', { id }))),
    onRemove: ({ id }) =>
      void change(sendPatiently('remove-model', { id }), () => ({ kind: 'done', text: t('options.models.removed', { name: quoted(id) }) })),
    onUse: ({ id }, use) => void change(sendPatiently('use-model', { id, use })),
    onConfirm: ({ id }, meant) => void change(sendPatiently('confirm-model', { id, meant })),
  };
}

function isUnderWay({ state }: HubModel): boolean {
  return state.kind === 'partial' && state.step !== 'paused';
}
