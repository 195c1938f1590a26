import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ListSummary } from '../../lib/core/settings.ts';
import type { Post } from '../../lib/core/post.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import type { BrowserDriver, Page } from '../e2e/support/driver.ts';
import { ask, launchWithExtension, observe } from '../e2e/support/extension.ts';
import { feedPage, TALK } from '../e2e/support/feed-page.ts';
import { servePages } from '../e2e/support/serve-pages.ts';
import { DEVTOOLS_ARGS, openDevTools, type DevTools, type World } from './devtools.ts';
import { signedList } from './lists-signed.ts';
import { median, quantile, say } from './rows.ts';

const ROUNDS = 3;
const IDLE_BATCHES = 40;

/** What a reader's feed asks at once: a full batch of posts with an author, an address and a link each. */
const BATCH: readonly Post[] = Array.from({ length: 32 }, (_, i) => ({
  ref: `p${i}`,
  site: 'generic',
  permalink: `https://feed.example/p/${i}`,
  author: { handle: `reader${i}` },
  text: `${TALK} ${i}`,
  textCut: false,
  links: [`https://elsewhere.example/${i}`],
}));

interface Import {
  /** From the choice of the file to the answer. */
  readonly ms: number;
  /** Different states of progress that the options page got to see. */
  readonly steps: number;
  readonly answer: Answer<ListSummary>;
}

/**
 * Imports of signed lists in a real Chromium, through the built extension and the messages of its options page. The
 * peer is the least any import could do: writing the same bytes into IndexedDB, unverified, from the same page.
 */
export async function measureImports(sizes: readonly number[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-bench-'));
  const profileDir = path.join(folder, 'profile');
  const pages = await servePages({ '/feed': feedPage([{ path: '/p/talk', text: TALK }]) });
  const browser = await launchWithExtension('chromium', { profileDir, extraArgs: DEVTOOLS_ARGS });
  try {
    await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`);
    const devTools = await openDevTools(profileDir);
    const options = await browser.openExtensionPage('options.html');
    await options.evaluate(`document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench' }))`);
    const bench: Bench = {
      browser,
      devTools,
      options,
      engine: await devTools.worker(`${browser.extensionUrl}offscreen.html`, '/worker.js'),
      reader: await devTools.contentScript(`${pages.url}feed`),
    };
    for (const flags of sizes) {
      const file = path.join(folder, `${flags}.flaglist`);
      const { length } = await write(file, (await signedList(flags)).file);
      await options.setFiles('#bench', [file]);
      await measureSize(bench, flags, length);
    }
    await measureCancelling(bench);
    devTools.close();
  } finally {
    await browser.close();
    await pages.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bench {
  readonly browser: BrowserDriver;
  readonly devTools: DevTools;
  readonly options: Page;
  readonly engine: World;
  readonly reader: World;
}

async function measureSize(bench: Bench, flags: number, fileBytes: number): Promise<void> {
  const { browser, devTools, options, engine, reader } = bench;
  await ask(browser, 'erase-everything', {});
  const quiet: number[] = [];
  for (let i = 0; i < IDLE_BATCHES; i++) quiet.push(await judgeBatch(reader));
  const before = await engine.memory();

  const imports: Import[] = [];
  const cpu: number[] = [];
  const bare: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await ask(browser, 'erase-everything', {});
    const cpuBefore = await devTools.cpuMs();
    imports.push(await importChosen(options));
    cpu.push((await devTools.cpuMs()) - cpuBefore);

    // The index, the tails in their pieces, the file.
    bare.push(await options.evaluate<number>(bareWrite([12.5 * flags, ...pieces(4 * flags, 262_144), fileBytes])));

    await ask(browser, 'erase-everything', {});
    let importing = true;
    const running = importChosen(options).finally(() => (importing = false));
    while (importing) busy.push(await judgeBatch(reader));
    await running;
  }
  for (const { answer } of imports) {
    if (!answer.ok || answer.value.flags !== flags) throw new Error(`not imported: ${JSON.stringify(answer)}`);
  }
  await judgeBatch(reader);
  const after = await engine.memory();

  const ms = Math.min(...imports.map((each) => each.ms));
  const bareMs = Math.min(...bare);
  const steps = Math.min(...imports.map((each) => each.steps));
  say({ name: `import in Chromium, ${flags} flags`, value: ms, unit: 'ms', note: `median ${median(imports.map((each) => each.ms)).toFixed(0)}, progress seen ${steps} times` });
  say({ name: `import, processor time, ${flags} flags`, value: Math.min(...cpu), unit: 'ms' });
  say({
    name: `verified flags a second stored, ${flags} flags`,
    value: bareMs / ms,
    unit: '× a bare write',
    aim: { bound: '≥', value: 0.8 },
    note: `${((flags / ms) * 1000).toFixed(0)} against ${((flags / bareMs) * 1000).toFixed(0)} flags a second; a bare write checks nothing`,
  });
  say({
    name: `a batch of 32 posts while ${flags} flags are imported`,
    value: median(busy),
    unit: 'ms',
    beside: { 'without an import': median(quiet) },
    note: `nine in ten under ${quantile(busy, 0.9).toFixed(1)}, before ${quantile(quiet, 0.9).toFixed(1)}`,
  });
  const grown = after.buffers - before.buffers + Math.max(0, after.objects - before.objects);
  say({ name: `memory of the engine's worker, ${flags} flags`, value: grown / 1e6, unit: 'MB', ...(flags === 1_000_000 ? { aim: { bound: '≤', value: 13 } as const } : {}), note: 'objects and buffers after a collection, by Runtime.getHeapUsage' });
}

/** The last file chosen is imported again and cancelled as soon as progress is seen: what was followed stays. */
async function measureCancelling({ browser, options }: Bench): Promise<void> {
  const before = await ask(browser, 'get-lists', {});
  const { ms, answer } = await importChosen(options, { cancel: true });
  const after = await ask(browser, 'get-lists', {});
  if (answer.ok) throw new Error('the import was over before it could be cancelled');
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('a cancelled import changed what is followed');
  say({ name: 'cancelling an import, until it is answered', value: ms, unit: 'ms', note: 'what was followed is unchanged' });
}

/** As the options page does it: a blob address goes out, progress is asked for until the answer comes. */
function importChosen(options: Page, { cancel = false } = {}): Promise<Import> {
  return options.evaluate<Import>(`(async () => {
    const send = (name, request) => chrome.runtime.sendMessage({ name, request });
    const blobUrl = URL.createObjectURL(document.querySelector('#bench').files[0]);
    const seen = new Set();
    let since = performance.now();
    let ms;
    const importing = send('import-list', { blobUrl }).then((answer) => {
      ms = performance.now() - since;
      return answer;
    });
    while (ms === undefined) {
      const { value } = await send('import-progress', {});
      if (value !== null) seen.add(value.done);
      if (${cancel} && value?.done > 0) {
        since = performance.now();
        await send('cancel-import', {});
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const answer = await importing;
    URL.revokeObjectURL(blobUrl);
    return { ms, steps: seen.size, answer };
  })()`);
}

/** Milliseconds from the content script's question to the background's answer. */
function judgeBatch(reader: World): Promise<number> {
  return reader.evaluate<number>(`(async () => {
    const start = performance.now();
    const answer = await chrome.runtime.sendMessage({ name: 'judge-posts', request: { posts: ${JSON.stringify(BATCH)} } });
    if (!answer.ok || Object.keys(answer.value.answers).length !== ${BATCH.length}) throw new Error(JSON.stringify(answer));
    return performance.now() - start;
  })()`);
}

/** Values of these sizes, which no compression makes smaller, put in one transaction; milliseconds until it is complete. */
function bareWrite(sizes: readonly number[]): string {
  return `(async () => {
    const values = ${JSON.stringify(sizes)}.map((size) => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
      return bytes;
    });
    await new Promise((resolve) => { indexedDB.deleteDatabase('bench').onsuccess = resolve; });
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('bench');
      opening.onupgradeneeded = () => opening.result.createObjectStore('blobs');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const start = performance.now();
    await new Promise((resolve, reject) => {
      const transaction = database.transaction('blobs', 'readwrite');
      values.forEach((value, i) => transaction.objectStore('blobs').put(value, i));
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const ms = performance.now() - start;
    database.close();
    return ms;
  })()`;
}

function pieces(bytes: number, most: number): readonly number[] {
  return Array.from({ length: Math.ceil(bytes / most) }, (_, i) => Math.min(most, bytes - i * most));
}

async function write(file: string, bytes: Uint8Array): Promise<Uint8Array> {
  await writeFile(file, bytes);
  return bytes;
}
