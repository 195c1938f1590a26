import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_POLICY } from '../lib/core/policy.ts';
import { followDemoLists } from '../test/e2e/site/follow-demo-lists.ts';
import { serveSite } from '../test/e2e/site/serve.ts';
import type { BrowserDriver, Page, ShadowElement } from '../test/e2e/support/driver.ts';
import { ask, launchWithExtension, observe, tabIdOf } from '../test/e2e/support/extension.ts';

/** Where the README looks for its pictures. */
const DIR = fileURLToPath(new URL('../docs/images', import.meta.url));
/** The post whose card is shown: flagged by one list, disputed by another. */
const OPENED_POST = '/post/watch-otp';

await makeScreenshots();

/** Draws the pictures of the README from the demo site as it is: feed, card, what a reader may choose, popup, options. */
async function makeScreenshots(): Promise<void> {
  await mkdir(DIR, { recursive: true });
  const site = await serveSite();
  const driver = await launchWithExtension('chromium');
  try {
    await followDemoLists(driver, site.url);
    const feed = await driver.openPage(`${site.url}/`);
    await feed.setViewport(800, 1100);
    await observe(driver, `${site.url}/`);
    await save(feed, 'feed.png');

    for (const scheme of ['light', 'dark'] as const) {
      const post = await driver.openPage('about:blank');
      await post.setColourScheme(scheme);
      await post.setViewport(800, 700);
      await post.goto(`${site.url}${OPENED_POST}`);
      await observe(driver, `${site.url}${OPENED_POST}`);
      await openCard(post);
      await save(post, `card-${scheme}.png`);
      await post.close();
    }

    await ask(driver, 'change-settings', { policy: { treatments: { scam: 'blur', 'misleading-context': 'warn' } } });
    await feed.bringToFront();
    await observe(driver, `${site.url}/`);
    await save(feed, 'treatments.png');
    await ask(driver, 'change-settings', { policy: DEFAULT_POLICY });

    await saveOwnPage(driver, `popup.html?tab=${await tabIdOf(driver, `${site.url}/`)}`, 360, 580, 'popup.png');
    await saveOwnPage(driver, 'options.html', 960, 900, 'options.png', 'document.querySelectorAll("section")[1].scrollIntoView()');
  } finally {
    await driver.close();
    await site.close();
  }
}

async function openCard(page: Page): Promise<void> {
  const badge = (await badges(page))[0];
  const box = badge === undefined ? null : await page.boxOf(badge);
  if (box === null) throw new Error(`${OPENED_POST} has no badge to open`);
  await page.click(box.x + box.width / 2, box.y + box.height / 2);
  // The card fades in.
  while (!(await isCardThere(page))) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function isCardThere(page: Page): Promise<boolean> {
  const card = (await page.pierce()).flatMap(({ elements }) => elements).find(({ attributes }) => attributes['role'] === 'dialog');
  return card !== undefined && (await page.evaluateOn<boolean>(card, "element => getComputedStyle(element).opacity === '1'"));
}

/** The buttons in the closed roots of the page that open a card. */
async function badges(page: Page): Promise<readonly ShadowElement[]> {
  const roots = await page.pierce();
  return roots.flatMap(({ elements }) => elements.filter(({ attributes }) => 'aria-expanded' in attributes));
}

async function saveOwnPage(driver: BrowserDriver, address: string, width: number, height: number, name: string, before = 'null'): Promise<void> {
  const page = await driver.openExtensionPage(address);
  await page.setViewport(width, height);
  await page.waitFor('document.body.innerText.length > 100');
  await page.evaluate(`void ${before}`);
  await save(page, name);
}

/** Fonts and pictures are drawn a frame after they are there. */
async function save(page: Page, name: string): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null))))');
  await writeFile(path.join(DIR, name), await page.screenshot());
  console.log(`docs/images/${name}`);
}
