import { render } from 'preact';
import { browser } from 'wxt/browser';
import { Popup, type PopupState } from '../../components/popup/popup.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import type { Observation } from '../../lib/core/observation.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { OtherSites } from '../../lib/core/settings.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import { createTranslate, type Translate } from '../../lib/i18n/t.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { originPattern } from '../../lib/sites/named-sites.ts';
import { verifiedLive } from '../../lib/sites/rules-for.ts';
import { orFailure } from '../../lib/messages/or-failure.ts';
import { sendToTab } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { createFollow } from './follow-tab.ts';
import { saveObservation } from './save-observation.ts';
import { tabInQuestion, type TabInQuestion } from './tab-in-question.ts';

/** While the page is still being judged the popup asks again this often. */
const ASK_AGAIN_MS = 500;

void openPopup();

async function openPopup(): Promise<void> {
  const [settings, models, tab] = await Promise.all([sendPatiently('get-settings', {}), sendPatiently('get-models', {}), tabInQuestion()]);
  const t = createTranslate(catalogueOf(chooseLocale(settings.ok ? settings.value.locale : 'auto', navigator.languages)));
  document.documentElement.lang = t.locale;
  // One that reads every post need not be asked.
  const askable = models.ok ? models.value.find(({ kind, use, state }) => kind === 'text' && use === 'on-click' && state.kind === 'ready') : undefined;
  await showTab(tab, settings.ok ? settings.value.otherSites : 'ask', askable?.id, t);
}

/** Shows the tab's page and does what the reader asks about it. */
async function showTab(tab: TabInQuestion, otherSites: OtherSites, textModel: string | undefined, t: Translate): Promise<void> {
  const { id: tabId, url, isPrivate } = tab;
  let state: PopupState = 'loading';
  let outcome: OutcomeShown | undefined;

  const follow = createFollow({
    ask: () => stateOf(tab, otherSites),
    onState: (next) => {
      state = next;
      draw();
    },
    everyMs: ASK_AGAIN_MS,
  });

  /** Says what came of it, and asks the page anew. */
  async function carryOut<T>(work: Promise<Answer<T>>, told: (value: T) => OutcomeShown | undefined): Promise<void> {
    const answer = await orFailure(work);
    outcome = answer.ok ? told(answer.value) : { kind: 'failed', failure: answer.error };
    draw();
    await follow();
  }

  /** The page judges anew what it could not before. */
  async function lookAgain(answer: Answer<null>): Promise<Answer<null>> {
    return answer.ok && tabId !== undefined ? sendToTab(tabId, 'refresh', {}) : answer;
  }

  function draw(): void {
    render(
      <Popup
        state={state}
        textModel={textModel}
        outcome={outcome}
        t={t}
        onAllow={() => void carryOut(allow([url]), () => undefined)}
        onAllowPictures={(addresses) => void carryOut(allow(addresses).then(lookAgain), () => undefined)}
        onPause={(paused) =>
          void carryOut(
            sendPatiently('pause-site', { host: new URL(url).host, paused, privateWindow: isPrivate }),
            () => (isPrivate ? { kind: 'done', text: t('popup.paused-private') } : undefined),
          )
        }
        onAskPosts={() =>
          tabId !== undefined &&
          textModel !== undefined &&
          void carryOut(sendPatiently('ask-posts', { tabId, host: new URL(url).host, privateWindow: isPrivate }), () => ({
            kind: 'done',
            text: t('popup.asked-posts', { model: quoted(textModel, 40) }),
          }))
        }
        onSave={() =>
          tabId !== undefined && void carryOut(saveObservation(tabId), ({ observation }) => ({ kind: 'done', text: savedText(observation, t) }))
        }
        onShow={({ subject, key, where }: Judged) =>
          tabId !== undefined &&
          void carryOut(sendToTab(tabId, 'show', { kind: subject.kind, key, where }), () => {
            window.close();
            return undefined;
          })
        }
        onOpenWorkbench={() => void browser.tabs.create({ url: browser.runtime.getURL('/workbench.html') }).then(() => window.close())}
        onOpenOptions={() => void browser.runtime.openOptionsPage()}
      />,
      document.body,
    );
  }

  draw();
  await follow();
}

async function stateOf(tab: TabInQuestion, otherSites: OtherSites): Promise<PopupState> {
  if (tab.id === undefined || !/^https?:/.test(tab.url)) return 'not-a-page';
  if (!(await browser.permissions.contains({ origins: [originPattern(tab.url)] }))) return otherSites === 'ask' ? 'no-access' : 'left-alone';
  const answer = await sendToTab(tab.id, 'report', {});
  if (!answer.ok) return 'no-answer';
  const { report, paused, settled } = answer.value;
  const { site } = report.health;
  return { report, paused, modelsReady: settled, rulesChecked: site === 'generic' ? null : verifiedLive(site) };
}

/** Must be called from a click: browsers ask the reader only then. */
async function allow(addresses: readonly string[]): Promise<Answer<null>> {
  const isGranted = await browser.permissions.request({ origins: addresses.map(originPattern) });
  return isGranted ? { ok: true, value: null } : { ok: false, error: { tag: 'refused', message: '', why: 'declined' } };
}

function savedText({ subjects, subjectsLeftOut }: Observation, t: Translate): string {
  if (subjectsLeftOut === undefined) return t('popup.saved');
  return t('popup.saved-part', { n: subjects.length, of: subjects.length + subjectsLeftOut });
}
