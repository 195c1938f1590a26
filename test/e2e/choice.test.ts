import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../lib/core/settings.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, builtExtension, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { flagOnText, signedList } from './support/signed-list.ts';

describe.each(BROWSERS)('what the reader chooses in %s', (kind) => {
  let folder: string;
  let profileDir: string;
  const file = (name: string) => join(folder, name);
  let browser: BrowserDriver;
  let pages: ServedPages;
  let options: Page;
  let feed: Page;

  async function start(extensionDir = builtExtension(kind)): Promise<void> {
    browser = await launchWithExtension(kind, { profileDir, extensionDir });
    feed = await browser.openPage(`${pages.url}feed`);
    options = await browser.openExtensionPage('options.html');
    await options.waitFor('document.querySelector(".treatments") !== null');
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-choice-'));
    profileDir = join(folder, 'profile');
    writeFileSync(file('tide.flaglist'), await signedList('Tide watch', [flagOnText(TALK)]));
    writeFileSync(file('not-an-export.zip'), 'no archive');
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: SCAM },
        { path: '/p/talk', text: TALK },
      ]),
    });
    await start();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const text = () => options.evaluate<string>('document.body.innerText.replace(/[\\u2068\\u2069]/g, "")');
  const settings = async (): Promise<Settings> => {
    const answer = await ask(browser, 'get-settings', {});
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
  /** Pages are labelled while they are in front. */
  async function shown(): Promise<readonly string[]> {
    await feed.bringToFront();
    const { subjects } = await observe(browser, `${pages.url}feed`);
    const drawn = subjects.flatMap(({ verdicts }) => verdicts.map(({ label, treatment }) => `${label} ${treatment}`));
    await options.bringToFront();
    return [...new Set(drawn)].sort();
  }
  const press = (name: string) =>
    options.evaluate(
      `[...document.querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.innerText).replace(/[\\u2068\\u2069]/g, '') === ${JSON.stringify(name)}).click()`,
    );
  const choose = (label: string, treatment: string) =>
    options.evaluate(
      `[...document.querySelectorAll('.treatments .row')].find((row) => row.querySelector('strong').textContent === ${JSON.stringify(label)}).querySelector('[data-treatment=${treatment}] input').click()`,
    );

  it('is applied to open pages without a reload: what is done about a label, and how sure a detector must be', async () => {
    await expect.poll(shown).toEqual(['spam badge']);
    await choose('spam', 'warn');
    await expect.poll(shown).toEqual(['spam warn']);
    await options.evaluate(
      `(() => { const caution = document.querySelector('.cautions select'); caution.value = 'never'; caution.dispatchEvent(new Event('change', { bubbles: true })); })()`,
    );
    await expect.poll(shown).toEqual([]);
  });

  it('is kept when the browser is started again', async () => {
    await choose('scam', 'blur');
    await ask(browser, 'always-show', { account: 'bsky:alice.example', shown: true });
    const chosen = await settings();
    expect(chosen.policy).toMatchObject({ treatments: { spam: 'warn', scam: 'blur' }, cautions: { spam: 'never' }, alwaysShow: ['bsky:alice.example'] });
    await browser.close();
    await start();
    expect(await settings()).toEqual(chosen);
    expect(await text()).toContain('alice.example');
  });

  it('is kept when the extension is updated', async () => {
    const chosen = await settings();
    const newer = file('newer');
    cpSync(builtExtension(kind), newer, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(newer, 'manifest.json'), 'utf8')) as object;
    writeFileSync(join(newer, 'manifest.json'), JSON.stringify({ ...manifest, version: '99.0.1' }));
    await browser.close();
    await start(newer);
    expect(await options.evaluate('(globalThis.browser ?? chrome).runtime.getManifest().version')).toBe('99.0.1');
    expect(await settings()).toEqual(chosen);
  });

  it('of lists is undone as it was: removed, and back', async () => {
    await options.setFiles('.import input[type=file]', [file('tide.flaglist')]);
    await expect.poll(shown).toEqual(['scam blur']);
    await press('Remove “Tide watch”');
    await expect.poll(text).toContain('“Tide watch” and its 1 flag were removed.');
    await expect.poll(shown).toEqual([]);
    await press('Undo');
    await expect.poll(text).toContain('“Tide watch” is back.');
    await expect.poll(shown).toEqual(['scam blur']);
  });

  it('is exported as one file, erased with all the rest, and restored from that file; another file changes nothing', async () => {
    const chosen = await settings();
    await options.evaluate(`void (HTMLAnchorElement.prototype.click = function () { globalThis.saved = { name: this.download, url: this.href }; })`);
    await press('Export everything');
    await options.waitFor('globalThis.saved !== undefined');
    const saved = await options.evaluate<{ name: string; base64: string }>(
      `fetch(saved.url).then((answer) => answer.bytes()).then((bytes) => ({ name: saved.name, base64: btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), '')) }))`,
    );
    expect(saved.name).toMatch(/^witnessmark-\d{4}-\d\d-\d\d\.zip$/);
    writeFileSync(file(saved.name), Buffer.from(saved.base64, 'base64'));
    expect(Object.keys(unzipSync(readFileSync(file(saved.name))))).toContain('settings.json');

    await press('Erase everything …');
    await press('Erase it all');
    await expect.poll(text).toMatch(/Erased: all choices, .* and 1 list\./);
    expect((await settings()).policy.alwaysShow).toEqual([]);
    await expect.poll(shown).toEqual(['spam badge']);

    await options.setFiles('.kept-data input[type=file]', [file('not-an-export.zip')]);
    await expect.poll(text).toContain('It is not a file that “Export everything” wrote.');
    expect((await settings()).policy.treatments.spam).toBe('badge');

    await options.setFiles('.kept-data input[type=file]', [file(saved.name)]);
    await expect.poll(text).toContain('Restored: your choices and 1 list.');
    expect(await settings()).toEqual(chosen);
    await expect.poll(shown).toEqual(['scam blur']);
  });
});
