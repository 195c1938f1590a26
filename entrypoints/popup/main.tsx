import { render } from 'preact';
import { browser } from 'wxt/browser';
import { Popup, type PopupState } from '../../components/popup/popup.tsx';
import type { Judged } from '../../lib/core/report.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { createTranslate, type Translate } from '../../lib/i18n/t.ts';
import { originPattern } from '../../lib/sites/named-sites.ts';
import { sendToTab } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { saveObservation } from './save-observation.ts';
import { tabInQuestion, type TabInQuestion } from './tab-in-question.ts';

/** While the page is still being judged the popup asks again this often. */
const ASK_AGAIN_MS = 500;

void openPopup();

async function openPopup(): Promise<void> {
  const [settings, tab] = await Promise.all([sendPatiently('get-settings', {}), tabInQuestion()]);
  const t = createTranslate(catalogueOf(chooseLocale(settings.ok ? settings.value.locale : 'auto', navigator.languages)));
  document.documentElement.lang = t.locale;
  draw('loading', tab, t);
  await follow(tab, t);
}

/** Shows the page's report, again and again while work on it is under way. */
async function follow(tab: TabInQuestion, t: Translate): Promise<void> {
  const state = await stateOf(tab);
  draw(state, tab, t);
  const settled = typeof state === 'object' ? state.modelsReady : state !== 'no-answer';
  if (!settled) setTimeout(() => void follow(tab, t), ASK_AGAIN_MS);
}

async function stateOf(tab: TabInQuestion): Promise<PopupState> {
  if (tab.id === undefined || !/^https?:/.test(tab.url)) return 'not-a-page';
  if (!(await browser.permissions.contains({ origins: [originPattern(tab.url)] }))) return 'no-access';
  const answer = await sendToTab(tab.id, 'report', {});
  if (!answer.ok) return 'no-answer';
  const { report, paused, settled } = answer.value;
  return { report, paused, modelsReady: settled };
}

function draw(state: PopupState, tab: TabInQuestion, t: Translate): void {
  const { id: tabId, url } = tab;
  render(
    <Popup
      state={state}
      t={t}
      onAllow={() => void browser.permissions.request({ origins: [originPattern(url)] }).then(() => follow(tab, t))}
      onPause={(paused) => void sendPatiently('pause-site', { host: new URL(url).host, paused }).then(() => follow(tab, t))}
      onSave={() => tabId !== undefined && void saveObservation(tabId)}
      onShow={({ subject, key, where }: Judged) =>
        tabId !== undefined && void sendToTab(tabId, 'show', { kind: subject.kind, key, where }).then(() => window.close())
      }
      onOpenOptions={() => void browser.runtime.openOptionsPage()}
    />,
    document.body,
  );
}
