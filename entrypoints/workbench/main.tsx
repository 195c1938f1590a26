import { render } from 'preact';
import { browser } from 'wxt/browser';
import { Workbench } from '../../components/workbench/workbench.tsx';
import type { FrameShown, WorkItem } from '../../components/workbench/work-item.ts';
import { MAX_FILE_BYTES, type ExaminedFile, type FileKind } from '../../lib/core/examined-file.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import { createTranslate, type Translate } from '../../lib/i18n/t.ts';
import { looksLikeReceipt } from '../../lib/lists/receipt-format.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { send, sendToTab } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';
import { originPattern } from '../../lib/sites/named-sites.ts';
import { fetchFile } from './fetch-file.ts';
import { createNotes, type Notes } from './notes.tsx';
import { holdPeers } from './hold-peers.ts';
import { SAMPLES, sampleFrames } from './sample-frames.ts';

/** What is done with one file, beside what is shown of it. */
interface Work {
  readonly abort: AbortController;
  /** Absent until it was fetched. */
  blob?: Blob;
  /** Where it is fetched from, and for which page. */
  readonly address?: { readonly url: string; readonly pageUrl: string };
}

/** Of these the page may show something: the browser's own players and decoders are asked nothing about others. */
const SHOWN: Readonly<Partial<Record<FileKind, NonNullable<WorkItem['preview']>['kind']>>> = { mp4: 'video', matroska: 'video', mp3: 'sound', wav: 'sound' };

let t: Translate;
let notes: Notes | undefined;
let items: readonly WorkItem[] = [];
let isNoAddress = false;
let said = '';
let lastId = 0;
const works = new Map<string, Work>();

void begin();
if (import.meta.env.FIREFOX) holdPeers();

async function begin(): Promise<void> {
  const settings = await sendPatiently('get-settings', {});
  t = createTranslate(catalogueOf(chooseLocale(settings.ok ? settings.value.locale : 'auto', navigator.languages)));
  document.documentElement.lang = t.locale;
  document.title = t('workbench.title');
  notes = createNotes(new URLSearchParams(location.search), t, draw);
  draw();
  addEventListener('paste', ({ clipboardData }) => {
    if (document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement) return;
    const files = [...(clipboardData?.files ?? [])];
    const text = clipboardData?.getData('text').trim() ?? '';
    if (files.length > 0) addFiles(files);
    else if (looksLikeReceipt(new TextEncoder().encode(text))) addFiles([new File([text], t('workbench.receipt.pasted'))]);
    else addAddress(text);
  });
  // A file dropped beside the frame must not take the place of this page.
  for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());
  await addFromTab(new URLSearchParams(location.search));
}

/** What the reader asked about in the context menu of a film or sound (entrypoints/background/media-question.ts). */
async function addFromTab(asked: URLSearchParams): Promise<void> {
  const [url, pageUrl, tab] = [asked.get('media'), asked.get('page') ?? '', Number(asked.get('tab'))];
  if (url === null) return;
  // Loading this page anew is no asking: nothing is fetched by it.
  history.replaceState(null, '', location.pathname);
  const answer = await sendToTab(tab, 'about-media', { url });
  const about = answer.ok ? answer.value : { marks: [] };
  const from: Pick<WorkItem, 'from'> = { from: { where: pageUrl, marks: about.marks } };
  const id = /^https?:/.test(url) ? add(url, { address: { url, pageUrl } }, from) : add(pageUrl, {}, from);
  if (/^https?:/.test(url)) void work(id);
  else change(id, { state: { kind: 'streamed' } });
  if (about.poster !== undefined) void lookAtPoster(id, about.poster, pageUrl);
}

function add(name: string, what: Pick<Work, 'blob' | 'address'>, more: Partial<WorkItem> = {}): string {
  const id = `f${++lastId}`;
  works.set(id, { abort: new AbortController(), ...what });
  show({ items: [{ id, name, state: { kind: 'waiting' }, ...more }, ...items] });
  return id;
}

function addFiles(files: readonly File[]): void {
  for (const file of files) void work(add(file.name, { blob: file }));
}

function addAddress(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  show({ isNoAddress: url === undefined || !/^https?:$/.test(url.protocol) });
  if (url !== undefined && !isNoAddress) void work(add(url.href, { address: { url: url.href, pageUrl: '' } }));
}

/** Fetches what is to be fetched, and has it examined; what came of it is shown. */
async function work(id: string): Promise<void> {
  const its = works.get(id);
  if (its === undefined) return;
  const { abort, address } = its;
  if (its.blob === undefined && address !== undefined) {
    change(id, { state: { kind: 'running', progress: { step: 'fetching', done: 0, total: 0 } } });
    const fetched = await fetchFile(address.url, {
      pageUrl: address.pageUrl,
      signal: abort.signal,
      onBytes: (done, total) => change(id, { state: { kind: 'running', progress: { step: 'fetching', done, total } } }),
    });
    if (!fetched.ok) {
      const isNotAllowed = fetched.error.why === 'site-not-allowed';
      change(id, { state: isNotAllowed ? { kind: 'not-allowed', host: new URL(address.url).host } : { kind: 'failed', failure: fetched.error } });
      return;
    }
    its.blob = fetched.value;
  }
  const { blob } = its;
  if (blob === undefined) return;
  if (blob.size > MAX_FILE_BYTES) {
    change(id, { state: { kind: 'failed', failure: { why: 'too-large', message: '' } } });
    return;
  }
  const answer = await examine(blob, abort.signal, () => change(id, { state: { kind: 'running', progress: { step: 'looking', done: 0, total: 0 } } }));
  if (answer.ok) {
    change(id, { state: { kind: 'done', file: answer.value }, ...previewOf(blob, answer.value) });
    announce(t('workbench.looked', { name: nameOf(id) }));
  } else change(id, { state: { kind: 'failed', failure: answer.error } });
}

/** One after the other, so that what is shown as under way is. */
let examining: Promise<unknown> = Promise.resolve();

/** The engine reads the file through its `blob:` address: no bytes travel in a message. */
function examine(blob: Blob, signal: AbortSignal, onBegin: () => void): Promise<Answer<ExaminedFile>> {
  const answer = examining.then(async (): Promise<Answer<ExaminedFile>> => {
    if (signal.aborted) return { ok: false, error: { tag: 'refused', message: '', why: 'cancelled' } };
    onBegin();
    const blobUrl = URL.createObjectURL(blob);
    const stop = () => void send('cancel-examination', { blobUrl });
    signal.addEventListener('abort', stop);
    const examined = await sendPatiently('examine-file', { blobUrl }, signal);
    signal.removeEventListener('abort', stop);
    URL.revokeObjectURL(blobUrl);
    return examined;
  });
  examining = answer;
  return answer;
}

/** Pictures only where their header was found sound: a small file may unfold to gigabytes. */
function previewOf(blob: Blob, { kind, size }: ExaminedFile): Partial<WorkItem> {
  const shown = kind === undefined ? undefined : size === undefined ? SHOWN[kind] : 'picture';
  return shown === undefined ? {} : { preview: { kind: shown, url: URL.createObjectURL(blob) } };
}

async function lookAtPoster(id: string, url: string, pageUrl: string): Promise<void> {
  const its = works.get(id);
  if (its === undefined) return;
  const poster = await fetchFile(url, { pageUrl, signal: its.abort.signal, onBytes: () => {} });
  const answer = poster.ok ? await examine(poster.value, its.abort.signal, () => {}) : undefined;
  if (answer?.ok === true) change(id, { frames: { kind: 'done', frames: [{ judged: answer.value.judged }] } });
}

async function lookAtFrames({ id, preview, frames: before }: WorkItem): Promise<void> {
  const its = works.get(id);
  if (its === undefined || preview?.kind !== 'video') return;
  const frames: FrameShown[] = before?.kind === 'done' ? before.frames.filter(({ at }) => at === undefined) : [];
  change(id, { frames: { kind: 'running', done: 0, total: SAMPLES } });
  try {
    let done = 0;
    for await (const { at, picture } of sampleFrames(preview.url)) {
      const answer = await examine(picture, its.abort.signal, () => {});
      if (!answer.ok) throw new Error(answer.error.message);
      frames.push({ at, judged: answer.value.judged });
      change(id, { frames: { kind: 'running', done: ++done, total: SAMPLES } });
    }
    change(id, { frames: { kind: 'done', frames } });
    announce(t('workbench.looked', { name: nameOf(id) }));
  } catch {
    // What stopped it is of no use to the reader; that nothing was looked at is.
    change(id, { frames: { kind: 'failed' } });
  }
}

async function allow({ id }: WorkItem): Promise<void> {
  const address = works.get(id)?.address;
  if (address === undefined) return;
  // The question comes first: browsers let it be asked only while the click lasts.
  if (await browser.permissions.request({ origins: [originPattern(address.url)] })) await work(id);
}

function cancel({ id }: WorkItem): void {
  works.get(id)?.abort.abort();
  change(id, { state: { kind: 'failed', failure: { why: 'cancelled', message: '' } } });
}

function remove({ id, name, preview }: WorkItem): void {
  works.get(id)?.abort.abort();
  works.delete(id);
  if (preview !== undefined) URL.revokeObjectURL(preview.url);
  show({ items: items.filter((item) => item.id !== id) });
  announce(t('workbench.removed', { name: quoted(name) }));
}

async function copy({ name, state, frames, from }: WorkItem): Promise<void> {
  if (state.kind !== 'done') return;
  const record = { format: 'examined-file@1', name, ...state.file, ...(frames?.kind === 'done' ? { frames: frames.frames } : {}), ...(from === undefined ? {} : { from }) };
  try {
    await navigator.clipboard.writeText(JSON.stringify(record, null, 2));
    announce(t('workbench.copied', { name: quoted(name) }));
  } catch {
    // Firefox for Android asks, and the reader may say no.
    announce(t('workbench.not-copied'));
  }
}

function nameOf(id: string): string {
  return quoted(items.find((item) => item.id === id)?.name ?? '');
}

/** What is gone stays gone, whatever comes of it, and what was stopped stays stopped. */
function change(id: string, next: Partial<WorkItem>): void {
  if (works.get(id)?.abort.signal.aborted === true && next.state?.kind !== 'failed') return;
  show({ items: items.map((item) => (item.id === id ? { ...item, ...next } : item)) });
}

function announce(text: string): void {
  show({ said: text });
}

function show(next: { readonly items?: readonly WorkItem[]; readonly isNoAddress?: boolean; readonly said?: string }): void {
  items = next.items ?? items;
  isNoAddress = next.isNoAddress ?? isNoAddress;
  said = next.said ?? said;
  draw();
}

function draw(): void {
  render(
    <Workbench
      items={items}
      isNoAddress={isNoAddress}
      said={said}
      notes={notes?.draw()}
      t={t}
      nowMs={Date.now()}
      onFiles={addFiles}
      onAddress={addAddress}
      onCancel={cancel}
      onRemove={remove}
      onCopy={(item) => void copy(item)}
      onAllow={(item) => void allow(item)}
      onFrames={(item) => void lookAtFrames(item)}
    />,
    document.body,
  );
}
