import { render } from 'preact';
import { Options } from '../../components/options/options.tsx';
import type { ImportState } from '../../components/options/list-import.tsx';
import type { ListSummary, Settings } from '../../lib/core/settings.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

/** How often the progress of an import is asked for. */
const PROGRESS_EVERY_MS = 150;

let settings: Settings;
let lists: readonly ListSummary[] = [];
let importState: ImportState = { kind: 'idle' };

void load();

/** Reads what is shown; tried again while the background is starting. */
async function load(): Promise<void> {
  const [currentSettings, currentLists] = await Promise.all([send('get-settings', {}), send('get-lists', {})]);
  if (!currentSettings.ok || !currentLists.ok) {
    setTimeout(() => void load(), 500);
    return;
  }
  settings = currentSettings.value;
  lists = currentLists.value;
  draw();
}

function draw(): void {
  const t = createTranslate(catalogueOf(chooseLocale(settings.locale, navigator.languages)));
  document.documentElement.lang = t.locale;
  document.title = t('options.title');
  render(
    <Options
      lists={lists}
      importState={importState}
      settings={settings}
      t={t}
      nowMs={Date.now()}
      onImport={(file) => void importFile(file)}
      onCancelImport={() => void send('cancel-import', {})}
      onRemove={(id) => void sendPatiently('remove-list', { id }).then(load)}
      onSettings={(change) => void sendPatiently('change-settings', change).then(load)}
      onResume={(host) => void sendPatiently('pause-site', { host, paused: false }).then(load)}
      onErase={() => void sendPatiently('erase-everything', {}).then(load)}
    />,
    document.body,
  );
}

/** The engine reads the file through its `blob:` address: no bytes travel in a message. */
async function importFile(file: File): Promise<void> {
  const blobUrl = URL.createObjectURL(file);
  show({ kind: 'running', done: 0, total: 0 });
  const timer = setInterval(() => void askProgress(), PROGRESS_EVERY_MS);
  const answer = await sendPatiently('import-list', { blobUrl });
  clearInterval(timer);
  URL.revokeObjectURL(blobUrl);
  show(
    answer.ok
      ? { kind: 'done', name: answer.value.name, n: answer.value.flags }
      : { kind: 'failed', message: answer.error.message },
  );
  await load();
}

async function askProgress(): Promise<void> {
  const answer = await send('import-progress', {});
  if (answer.ok && answer.value !== null && importState.kind === 'running') show({ kind: 'running', ...answer.value });
}

function show(next: ImportState): void {
  importState = next;
  draw();
}
