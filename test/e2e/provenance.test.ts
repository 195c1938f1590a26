import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../lib/messages/contract.ts';
import type { TrustListKind, TrustListSummary } from '../../lib/core/trust-list.ts';
import { signed } from '../support/c2pa-builder.ts';
import { created, makeSigners, SIGNED_AT, withChangedPixels, type Signers } from '../support/c2pa-pictures.ts';
import { own } from '../support/media-pictures.ts';
import { stampAt } from '../support/c2pa-time-stamp.ts';
import type { BrowserDriver } from './support/driver.ts';
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

  it('refuses what is no list, and forgets one that is removed', async () => {
    expect(await installList('signers', 'no certificates')).toMatchObject({ ok: false, error: { why: 'no-certificates' } });
    await ask(browser, 'remove-trust-list', { kind: 'signers' });
    expect(await ask(browser, 'get-trust-lists', {})).toMatchObject({ ok: true, value: [{ kind: 'time-stampers' }] });
  });
});
