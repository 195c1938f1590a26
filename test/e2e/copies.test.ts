import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { readPhotograph } from '../support/subjects-photographs.ts';
import type { BrowserDriver } from './support/driver.ts';
import { BROWSERS, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const COPIES = ['smaller.jpg', 'larger.jpg', 'other.webp', 'poorer.jpg'];

describe.each(BROWSERS)('a picture reposted in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;

  beforeAll(async () => {
    const original = await sharp(await readPhotograph('nagasaki-boats')).resize({ width: 800, height: 640 }).jpeg({ quality: 90 }).toBuffer();
    const copy = (width: number) => sharp(original).resize({ width });
    const jpeg = (body: Uint8Array) => ({ type: 'image/jpeg', body });
    const feed = (names: readonly string[]) => feedPage([{ path: '/p/talk', text: TALK, html: names.map((name) => `<img src="/${name}" width="200" height="160">`).join('') }]);
    pages = await servePages({
      '/first': feed(['original.jpg']),
      '/again': feed(COPIES),
      '/original.jpg': jpeg(original),
      '/smaller.jpg': jpeg(await copy(400).jpeg({ quality: 75 }).toBuffer()),
      '/larger.jpg': jpeg(await copy(1200).jpeg({ quality: 95 }).toBuffer()),
      '/poorer.jpg': jpeg(await copy(800).jpeg({ quality: 60 }).toBuffer()),
      '/other.webp': { type: 'image/webp', body: await copy(640).webp({ quality: 70 }).toBuffer() },
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  /** What was found out about each picture of a page. */
  async function findingsOn(page: string, count: number): Promise<readonly { readonly where: string; readonly probability?: number; readonly reason: string }[]> {
    const url = `${pages.url}${page}`;
    await browser.openPage(url);
    const found = ({ subjects }: Observation) =>
      subjects.flatMap(({ where, verdicts, quiet }) =>
        [...verdicts.flatMap(({ evidence }) => evidence), ...quiet].filter((each) => 'probability' in each && /\.(jpg|webp)$/.test(where)).map((each) => ({ ...each, where: where.slice(pages.url.length) })),
      );
    return found(await observe(browser, url, { until: (each) => found(each).length === count }));
  }

  it('is judged once: every copy has what was measured of the first, and says so', async () => {
    const [original] = await findingsOn('first', 1);
    expect(original?.reason).not.toContain('copy');
    const copies = await findingsOn('again', COPIES.length);
    expect(copies.map(({ where }) => where).toSorted()).toEqual(COPIES.toSorted());
    for (const { probability, reason } of copies) {
      expect(probability).toBe(original?.probability);
      expect(reason).toContain('another copy of this picture, 800 × 640 pixels');
    }
  });
});
