import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../lib/messages/contract.ts';
import type { TrustListKind, TrustListSummary } from '../../lib/core/trust-list.ts';
import { signed } from '../support/c2pa-builder.ts';
import { created, makeSigners, SIGNED_AT, withChangedPixels, type Signers } from '../support/c2pa-pictures.ts';
import { own } from '../support/media-pictures.ts';
import { stampAt } from '../support/c2pa-time-stamp.ts';
import { alteredExtension, type AlteredExtension } from './support/altered-extension.ts';
import type { BrowserDriver, ShadowElement } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const NAMES = ['capture', 'generated', 'unknown', 'changed', 'plain'] as const;

describe.each(BROWSERS)('Content Credentials in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let signers: Signers;
  let visits = 0;

  beforeAll(async () => {
    signers = await makeSigners();
    const stamp = stampAt(SIGNED_AT, signers.clock);
    const sign = async (seed: number, term: string, signer = signers.camera) => signed(own(await aJpeg(seed)), { signer, stamp, actions: [created(term)] });
    const capture = await sign(101, 'digitalCapture');
    const bodies: Readonly<Record<(typeof NAMES)[number], Uint8Array>> = {
      capture,
      generated: await sign(102, 'trainedAlgorithmicMedia', signers.generator),
      unknown: await sign(103, 'trainedAlgorithmicMedia', signers.stranger),
      changed: withChangedPixels(capture),
      plain: await aJpeg(104),
    };
    pages = await servePages({
      '/feed': feedPage([{ path: '/p/talk', text: TALK, html: NAMES.map((name) => `<img src="/${name}.jpg" width="320" height="240">`).join('') }]),
      ...Object.fromEntries(NAMES.map((name) => [`/${name}.jpg`, { type: 'image/jpeg', body: bodies[name] }])),
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  /** As the options page does it: the file is read by its address there. */
  async function installList(list: TrustListKind, pem: string): Promise<Answer<TrustListSummary>> {
    const answer = await browser.evaluateInExtensionPage<string>(
      `(globalThis.browser ?? chrome).runtime.sendMessage({ name: 'import-trust-list', request: { kind: ${JSON.stringify(list)}, name: 'tests.pem', blobUrl: URL.createObjectURL(new Blob([${JSON.stringify(pem)}])) } }).then(JSON.stringify)`,
    );
    return JSON.parse(answer) as Answer<TrustListSummary>;
  }

  async function see() {
    const url = `${pages.url}feed?visit=${visits++}`;
    await browser.openPage(url);
    return observe(browser, url, { until: ({ health, subjects }) => health.pictures === NAMES.length && subjects.filter(({ kind: each }) => each === 'media').length === NAMES.length });
  }

  it('say what they say, and that nobody vouches for the signer, while no list is installed', async () => {
    const observation = await see();
    expect(labelsByPlace(observation)).toEqual({ '/capture.jpg': ['camera-capture declared'], '/generated.jpg': ['ai-made declared'], '/unknown.jpg': ['ai-made declared'] });
    const capture = observation.subjects.find(({ where }) => where.endsWith('/capture.jpg'));
    expect(capture?.verdicts[0]?.evidence[0]).toMatchObject({ kind: 'claim', source: 'Its Content Credentials say' });
  });

  it('count as signed for signers on a list that the reader installed, and a changed file says nothing', async () => {
    expect(await installList('signers', signers.trust.signers)).toMatchObject({ ok: true, value: { kind: 'signers', source: 'tests.pem', certificates: 1 } });
    expect(await installList('time-stampers', signers.trust.timeStampers)).toMatchObject({ ok: true });
    expect(await ask(browser, 'get-trust-lists', {})).toMatchObject({ ok: true, value: [{ kind: 'signers' }, { kind: 'time-stampers' }] });
    const observation = await see();
    expect(labelsByPlace(observation)).toEqual({ '/capture.jpg': ['camera-capture declared'], '/generated.jpg': ['ai-made declared'], '/unknown.jpg': ['ai-made declared'] });
    const probabilityOf = (name: string) => observation.subjects.find(({ where }) => where.endsWith(`/${name}.jpg`))?.verdicts[0]?.probability ?? NaN;
    expect(probabilityOf('generated')).toBeGreaterThan(probabilityOf('unknown'));
  });

  it('are told by a badge and on its card: signed camera capture, who signed, and what was done', async () => {
    const url = `${pages.url}feed?visit=${visits++}`;
    const page = await browser.openPage(url);
    await observe(browser, url, { until: ({ health, subjects }) => health.pictures === NAMES.length && subjects.some(({ where, verdicts }) => where.endsWith('/capture.jpg') && verdicts.length > 0) });
    const elements = async () => (await page.pierce()).flatMap((root) => root.elements);
    const isBadge = ({ attributes, text }: ShadowElement) => attributes['class'] === 'badge' && text.includes('Signed camera capture');
    await expect.poll(async () => (await elements()).some(isBadge)).toBe(true);
    const box = await page.boxOf((await elements()).find(isBadge)!);
    await page.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
    const card = async () => (await elements()).find(({ attributes }) => attributes['class'] === 'card')?.text.replaceAll(/[\u2068\u2069]/g, '') ?? '';
    await expect.poll(card).toContain('Signed by Harbour Tests, Harbour Camera 7, who is on a trust list that you installed.');
    for (const said of ['time stamp by Harbour Clocks, Clock 1', 'certificate from Harbour Tests, Harbour Root', 'Created · taken with a digital camera', 'Not checked here: SynthID']) expect(await card()).toContain(said);
  });

  it('refuses what is no list, and forgets one that is removed', async () => {
    expect(await installList('signers', 'no certificates')).toMatchObject({ ok: false, error: { why: 'no-certificates' } });
    await ask(browser, 'remove-trust-list', { kind: 'signers' });
    expect(await ask(browser, 'get-trust-lists', {})).toMatchObject({ ok: true, value: [{ kind: 'time-stampers' }] });
  });
});

describe.each(BROWSERS)('without the library, in %s', (kind) => {
  let extension: AlteredExtension;
  let browser: BrowserDriver | undefined;
  let pages: ServedPages | undefined;

  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await extension?.remove();
  });

  it('pictures are judged all the same: only credentials cannot be read', async () => {
    const { camera } = await makeSigners();
    pages = await servePages({
      '/feed': feedPage([{ path: '/p/talk', text: TALK, html: '<img src="/plain.jpg" width="320" height="240"><img src="/signed.jpg" width="320" height="240">' }]),
      '/plain.jpg': { type: 'image/jpeg', body: await aJpeg(105) },
      '/signed.jpg': { type: 'image/jpeg', body: await signed(own(await aJpeg(106)), { signer: camera, actions: [created('digitalCapture')] }) },
    });
    extension = await alteredExtension(kind);
    await extension.replace('c2pa/c2pa_bg.wasm', 'not a library');
    browser = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed' });
    const url = `${pages.url}feed`;
    await browser.openPage(url);
    const pictures = await observe(browser, url, { until: ({ subjects }) => subjects.filter(({ kind: each, quiet }) => each === 'media' && quiet.length > 0).length === 2 });
    expect(labelsByPlace(pictures)).toEqual({});
  });
});
