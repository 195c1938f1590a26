import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_RETURNS } from '../../components/badge/return-when-taken.ts';
import { aFlag } from '../support/core-builders.ts';
import {
  CHROMIUM,
  startComponentsBrowser,
  violationsOn,
  type ComponentsBrowser,
  type OpenOptions,
} from '../support/components-chromium.ts';
import { BADGE_STATES, HOSTILE_TEXTS, judge, POST, STATES, type StateName } from '../support/components-states.ts';

if (CHROMIUM === undefined) process.stderr.write('badge.browser.test.ts: skipped, no Chromium was found\n');

describe.skipIf(CHROMIUM === undefined)('a badge in a real page', () => {
  let browser: ComponentsBrowser;
  beforeAll(async () => {
    browser = await startComponentsBrowser(CHROMIUM!);
  });
  afterAll(async () => browser?.close());

  /** One post with one badge. */
  async function onePost(state: StateName = 'suggested', options: OpenOptions = {}, around = (post: string) => post): Promise<Page> {
    const page = await browser.open(around('<p id="post">Double your coins today.</p>'), options);
    await page.evaluate((name) => window.harness.mount(name, '#post', 'after'), state);
    return page;
  }
  const badge = (page: Page) => page.locator('button.badge');
  const card = (page: Page) => page.getByRole('dialog');
  const heard = (page: Page) => page.evaluate(() => window.harness.heard);

  it('takes the reader’s word on a label, by mouse and by keyboard, and never from the page', async () => {
    const page = await onePost('suggested');
    await badge(page).click();
    await card(page).getByRole('button', { name: 'That is wrong: spam' }).click();
    await card(page).getByRole('button', { name: 'That is right: spam' }).focus();
    await page.keyboard.press('Enter');
    expect(await heard(page)).toEqual(['correct wrong', 'correct right']);
    await page.close();
  });

  it('says what the reader said, how probable all evidence makes it, and offers to take it back', async () => {
    const page = await onePost('called right');
    await badge(page).click();
    await card(page).getByText('You said: right.').waitFor();
    await card(page).getByRole('button', { name: 'Take it back: scam' }).click();
    expect(await heard(page)).toEqual(['correct null']);
    await page.close();
    const two = await onePost('contradiction');
    await badge(two).click();
    await card(two).getByText(/^Taken together: \d+%$/).waitFor();
    await card(two).getByText('The evidence disagrees.').waitFor();
    await two.close();
  });

  it('looks deeper on request only, once, and keeps the focus on the card', async () => {
    const page = await onePost('suggested picture');
    const update = (deeper: 'offered' | 'looking') =>
      page.evaluate(([judged, next]) => window.harness.badges[0]?.update({ judged, treatment: 'badge', revealed: false, deeper: next }), [STATES['suggested picture'], deeper] as const);
    await badge(page).click();
    await update('offered');
    await card(page).getByRole('button', { name: 'Look deeper' }).focus();
    await page.keyboard.press('Enter');
    expect(await heard(page)).toEqual(['look deeper']);
    await update('looking');
    await card(page).getByText('Looking at a larger copy …').waitFor();
    await page.keyboard.press('Escape');
    expect(await card(page).count()).toBe(0);
    await page.close();
  });

  it('asks a list why on request only, and shows its words where they were asked for, as text and within the card', async () => {
    const page = await onePost('flagged by one', { viewport: { width: 320, height: 700 } });
    await badge(page).click();
    expect(await heard(page)).toEqual([]);
    await card(page).getByRole('button', { name: /^Ask why: List/ }).focus();
    await page.keyboard.press('Enter');
    expect(await heard(page)).toEqual([expect.stringMatching(/^ask-reason /)]);
    const text = `“Paid <b>for</b>, never sent.”\nIt points to https://archive.example/${'x'.repeat(400)}\nlists.example was asked.`;
    await page.evaluate(
      ([judged, said]) => {
        const flag = judged[0]!.verdicts[0]!.evidence[0]!;
        if (flag.kind === 'flag') window.harness.badges[0]?.update({ judged, treatment: 'badge', revealed: false, answer: { flag, text: said } });
      },
      [STATES['flagged by one'], text] as const,
    );
    const said = card(page).getByText('Paid <b>for</b>, never sent.');
    await said.waitFor();
    expect(await said.getAttribute('role')).toBe('status');
    expect(await said.innerText()).toBe(text);
    expect(await said.evaluate((element) => element.scrollWidth <= element.clientWidth && element.closest('.card')!.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await focused(page)).toMatch(/^Ask why/);
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it('asks no reason of a flag on a picture that only looks like this one, of which no list tells any', async () => {
    const page = await browser.open('<p id="post">Double your coins today.</p>');
    await page.evaluate((judged) => window.harness.mount(judged, '#post', 'after'), [judge(POST, [aFlag({ held: 'near', distance: 4, look: { kind: 'look', pdq: 'a'.repeat(64) } })])]);
    await badge(page).click();
    await card(page).getByText('Harbour watch').first().waitFor();
    expect(await card(page).getByRole('button', { name: /^(Ask why|Copy a receipt)/ }).allInnerTexts()).toEqual(['Copy a receipt']);
    await page.close();
  });

  describe('can be used by everybody', () => {
    /** These have everything a card can have. */
    const fullest: readonly StateName[] = ['flagged by two, and more', 'contradiction', 'disputed'];

    it.each<[string, readonly StateName[], OpenOptions]>([
      ['light', BADGE_STATES, { head: '<style>body { background: #fff }</style>' }],
      ['dark', BADGE_STATES, { head: '<style>body { background: #15202b; color: #eee }</style>' }],
      ['right to left', fullest, { head: '<style>body { direction: rtl }</style>' }],
      ['forced colours', fullest, { forcedColors: 'active' }],
      ['more contrast', fullest, { contrast: 'more' }],
      ['touch', fullest, { hasTouch: true, isMobile: true }],
    ])('axe finds nothing on badges and cards: %s', async (_, names, options) => {
      const posts = names.map((_name, i) => `<p id="post${i}">Post ${i}</p>`).join('');
      const page = await browser.open(`<main><h1>Harbour</h1>${posts}</main>`, options);
        for (const [i, name] of names.entries()) {
        await page.evaluate(([state, at]) => window.harness.mount(state, at, 'after'), [name, `#post${i}`] as const);
      }
      expect(await violationsOn(page)).toEqual([]);
      for (const [i] of names.entries()) {
        await badge(page).nth(i).click();
        for (const fold of await card(page).locator('summary').all()) await fold.click();
        await settled(page);
        expect(await violationsOn(page)).toEqual([]);
        await page.keyboard.press('Escape');
      }
      await page.close();
    });

    it('is reached, opened, walked through and left by keys alone', async () => {
      const page = await onePost('flagged by two, and more');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toContain('Flagged as a scam by 2 lists');
      expect(await badge(page).getAttribute('aria-expanded')).toBe('false');

      await page.keyboard.press('Enter');
      expect(await badge(page).getAttribute('aria-expanded')).toBe('true');
      expect(await focused(page)).toMatch(/^Flagged as a scam by 2 lists\s+About the link’s site coins\.example/);

      const walked: string[] = [];
      for (const key of [...Array.from({ length: 11 }, () => 'Tab'), 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
        await page.keyboard.press(key);
        walked.push(await focused(page));
      }
      const fold = 'Also looked at, nothing to say (1)';
      const asks = ['Harbour watch', 'Coast notes'].flatMap((list) => ['Ask why', 'Copy a receipt'].map((ask) => `${ask}: List “\u2068${list}\u2069”`));
      const words = ['That is right: scam', 'That is wrong: scam', 'That is right: spam', 'That is wrong: spam'];
      expect(walked).toEqual([...asks, ...words, fold, 'Hide this badge', 'Close', 'Hide this badge', fold, 'That is wrong: spam']);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await card(page).getByText('Too small to judge.').isVisible()).toBe(true);

      await page.keyboard.press('Escape');
      expect(await card(page).count()).toBe(0);
      expect(await focused(page)).toContain('Flagged as a scam by 2 lists');
      await page.close();
    });

    it('closes its card at a press elsewhere, which the page still gets', async () => {
      const page = await onePost('suggested', {}, (post) => `${post}<button id="other" style="position:fixed;bottom:0;right:0" onclick="window.got = true">Other</button>`);
      await badge(page).click();
      await page.locator('#other').click();
      expect(await card(page).count()).toBe(0);
      expect(await page.evaluate(() => (window as { got?: boolean }).got)).toBe(true);
      await page.close();
    });

    it('is gone when the reader hides it, and says so', async () => {
      const page = await onePost();
      await badge(page).click();
      await page.getByText('Hide this badge').click();
      expect(await badge(page).count()).toBe(0);
      expect(await heard(page)).toEqual(['hide']);
      await page.close();
    });

    it.each<[string, OpenOptions, number]>([
      ['a mouse', {}, 24],
      ['a finger', { hasTouch: true, isMobile: true }, 44],
    ])('has targets big enough for %s', async (_, options, smallest) => {
      const page = await onePost('flagged by two, and more', options);
      await badge(page).click();
      for (const target of await page.locator('button, summary').all()) {
        const { width, height } = (await target.boundingBox())!;
        expect(Math.round(Math.min(width, height)), await target.innerText()).toBeGreaterThanOrEqual(smallest);
      }
      await page.close();
    });

    it('does not move', async () => {
      const page = await onePost('suggested', { reducedMotion: 'no-preference' });
      await badge(page).click();
      const moving = await page.evaluate(() => window.harness.badges[0]!.host.shadowRoot!.getAnimations().length);
      expect(moving).toBe(0);
      await page.close();
    });

    it('tells the standings apart without any colour', async () => {
      const drawings = new Set<string>();
      for (const state of ['suggested', 'declared', 'flagged by one', 'disputed', 'asked: no sign'] as const) {
        const page = await onePost(state, { forcedColors: 'active' });
        drawings.add(await badge(page).locator('svg').innerHTML());
        await page.close();
      }
      expect(drawings.size).toBe(5);
    });

    it('fits into a small window at 400 % and scrolls inside', async () => {
      const page = await onePost('disputed', { viewport: { width: 320, height: 256 } });
      await badge(page).click();
      const { x, y, width, height } = (await card(page).boundingBox())!;
      expect([x >= 0, y >= 0, x + width <= 320, y + height <= 256]).toEqual([true, true, true, true]);
      expect(height).toBeLessThanOrEqual(256 * 0.9);
      const scrolled = await card(page).locator('.body').evaluate((body) => {
        body.scrollTop = 40;
        return body.scrollHeight > body.clientHeight && body.scrollTop;
      });
      expect(scrolled).toBe(40);
      await page.close();
    });

    it('starts where the page’s lines start, and its words run in their own direction', async () => {
      const page = await onePost('suggested', { head: '<style>body { direction: rtl; margin: 0 }</style>' });
      const { x, width } = (await badge(page).boundingBox())!;
      expect(Math.round(x + width)).toBe(900);
      expect(await badge(page).evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
      await page.close();
    });
  });

  describe('keeps out of the page’s way', () => {
    it('never follows a link around it, and the page hears nothing', async () => {
      const listening = `<script>for (const type of ['click', 'pointerdown', 'mousedown', 'keydown', 'focusin'])
        document.addEventListener(type, (event) => { if (event.target.id === 'card-link' || event.target.localName === 'div') (window.heardByPage ??= []).push(type) })</script>`;
      const page = await onePost('suggested', { head: listening }, (post) => `<a id="card-link" href="#gone" style="display:block">${post}</a>`);
      await badge(page).click();
      await card(page).getByText('Why this mark').click();
      await page.keyboard.press('Escape');
      expect(page.url()).not.toContain('#gone');
      expect(await page.evaluate(() => (window as { heardByPage?: string[] }).heardByPage)).toBeUndefined();
      await page.close();
    });

    it.each([
      ['a flex row', 'display:flex;gap:10px'],
      ['a wrapping flex row', 'display:flex;flex-wrap:wrap'],
      ['a grid', 'display:grid;grid-template-columns:1fr 1fr;gap:4px'],
      ['a grid in a flex column', 'display:flex;flex-direction:column'],
      ['a plain block', ''],
    ])('leaves the columns of %s as they were', async (_, style) => {
      const page = await browser.open(
        `<div style="width:600px;${style}"><div id="post">Double your coins today.</div><div id="next">Next</div></div>`,
      );
      const columns = () => page.evaluate(() => ['post', 'next'].map((id) => {
        const { left, width } = document.getElementById(id)!.getBoundingClientRect();
        return [Math.round(left), Math.round(width)];
      }));
      const before = await columns();
      await page.evaluate(() => window.harness.mount('only the list knows', '#post', 'after'));
      const after = await columns();
      expect(after).toEqual(before);
      const { y: top } = (await badge(page).boundingBox())!;
      const text = await page.evaluate(() => {
        const range = document.createRange();
        range.selectNodeContents(document.getElementById('post')!.firstChild!);
        return range.getBoundingClientRect().bottom;
      });
      expect(top).toBeGreaterThanOrEqual(text - 1);
      await page.close();
    });

    const picture = (controls: string, style = '') =>
      `<div style="position:relative;width:400px;margin:40px"><a href="#big"><img id="picture" alt="" style="display:block;width:400px;height:240px;background:#89a;${style}"></a>${controls}</div>`;
    const control = (style: string) => `<button style="position:absolute;width:70px;height:40px;${style}">ALT</button>`;
    const [topLeft, topRight, bottomLeft, bottomRight] = ['top:0;left:0', 'top:0;right:0', 'bottom:0;left:0', 'bottom:0;right:0'].map(control);

    it.each([
      ['top left of a bare picture', '', { left: 8, top: 8 }],
      ['top right where the left is taken', topLeft!, { right: 8, top: 8 }],
      ['bottom left where the top is taken', topLeft! + topRight!, { left: 8, bottom: 8 }],
      ['bottom right as the last corner', topLeft! + topRight! + bottomLeft!, { right: 8, bottom: 8 }],
      ['top left under a link that is laid over the whole picture', '<a href="#big" style="position:absolute;inset:0"></a>', { left: 8, top: 8 }],
    ])('sits at the %s', async (_, controls, expected) => {
      const page = await browser.open(picture(controls));
      await page.evaluate(() => window.harness.mount('suggested', '#picture', 'over'));
      await settled(page);
      expect(await insets(page)).toMatchObject(expected);
      await page.close();
    });

    it('goes below a picture whose corners are all taken, or that is too small for it', async () => {
      for (const html of [
        picture(topLeft! + topRight! + bottomLeft! + bottomRight!),
        picture('', 'height:40px'),
        picture('', 'width:80px'),
      ]) {
        const page = await browser.open(html);
        await page.evaluate(() => window.harness.mount('suggested', '#picture', 'over'));
        await settled(page);
        expect((await insets(page)).bottom).toBeLessThan(0);
        await page.close();
      }
    });

    it('follows its picture as it grows, and as the box around it scrolls', async () => {
      const page = await browser.open(
        `<div id="scroller" style="height:300px;overflow:auto"><div style="height:100px"></div>${picture('')}<div style="height:900px"></div></div>`,
      );
      await page.evaluate(() => window.harness.mount('suggested', '#picture', 'over'));
      await page.locator('#picture').evaluate((image) => (image.style.height = '500px'));
      await settled(page);
      expect(await insets(page)).toMatchObject({ left: 8, top: 8 });
      await page.locator('#scroller').evaluate((box) => (box.scrollTop = 90));
      await settled(page);
      expect(await insets(page)).toMatchObject({ left: 8, top: 8 });
      await page.close();
    });

    async function insets(page: Page) {
      const inner = (await badge(page).boundingBox())!;
      const outer = (await page.locator('#picture').boundingBox())!;
      return {
        left: Math.round(inner.x - outer.x),
        top: Math.round(inner.y - outer.y),
        right: Math.round(outer.x + outer.width - inner.x - inner.width),
        bottom: Math.round(outer.y + outer.height - inner.y - inner.height),
      };
    }
  });

  describe('stands up to a hostile page', () => {
    it('does nothing at a click that no hand made', async () => {
      const page = await onePost();
      await page.evaluate(() => {
        const { host } = window.harness.badges[0]!;
        const button = host.shadowRoot!.querySelector('button')!;
        for (const target of [host, button]) {
          target.click();
          for (const type of ['pointerdown', 'mousedown', 'click']) {
            target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, cancelable: true }));
          }
          target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
        }
      });
      expect(await card(page).count()).toBe(0);
      await badge(page).click();
      await page.evaluate(() => {
        const { host } = window.harness.badges[0]!;
        host.shadowRoot!.querySelector<HTMLElement>('.action')!.click();
        host.shadowRoot!.querySelector('.card')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      });
      expect(await card(page).count()).toBe(1);
      expect(await heard(page)).toEqual([]);
      await page.close();
    });

    it('looks the same whatever the page’s style says', async () => {
      const hostile = `<style>
        * { display: none !important; opacity: 0 !important; font-size: 40px !important; visibility: hidden !important;
            position: fixed !important; left: -9999px !important; transform: scale(0) !important; pointer-events: none !important;
            --surface: red !important; --text: red !important; animation: vanish 1s infinite !important }
        @keyframes vanish { from, to { opacity: 0; display: none } }
        html, body, #post { all: revert !important; display: block !important; visibility: visible !important; opacity: 1 !important;
            position: static !important; transform: none !important; pointer-events: auto !important; animation: none !important }
      </style>`;
      const calm = await onePost();
      const hostilePage = await onePost('suggested', { head: hostile });
      await hostilePage.evaluate(() => {
        const { host } = window.harness.badges[0]!;
        host.style.cssText = 'display: none !important; opacity: 0 !important; color: red !important; --surface: red';
      });
      const look = (page: Page) =>
        badge(page).evaluate((element) => {
          const pill = getComputedStyle(element.querySelector('.pill')!);
          const { width, height } = element.getBoundingClientRect();
          return { width, height, color: pill.color, background: pill.backgroundColor, font: pill.font, opacity: pill.opacity, visibility: pill.visibility };
        });
      expect(await look(hostilePage)).toEqual(await look(calm));
      await badge(hostilePage).click();
      expect(await card(hostilePage).isVisible()).toBe(true);
      await calm.close();
      await hostilePage.close();
    });

    it('puts its card above whatever the page lays over everything', async () => {
      const page = await onePost('suggested', {}, (post) => `${post}<div id="lid" style="position:fixed;inset:100px 0 0 0;z-index:2147483647;background:red"></div>`);
      await badge(page).click();
      const onTop = await page.evaluate(() => {
        const { host } = window.harness.badges[0]!;
        const { left, top, width, height } = host.shadowRoot!.querySelector('.card')!.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height - 20) === host;
      });
      expect(onTop).toBe(true);
      await page.close();
    });

    it('gives the page an element without attributes, children or an open root, and so is a clone of it', async () => {
      const page = await onePost('flagged by one', { lookInside: false });
      const seen = await page.evaluate(() => {
        const { host } = window.harness.badges[0]!;
        const clone = host.cloneNode(true) as HTMLElement;
        document.body.append(clone);
        return [host, clone].map((element) => ({
          name: element.localName,
          attributes: element.getAttributeNames(),
          inside: element.childNodes.length,
          root: element.shadowRoot,
          text: element.innerText,
          height: element === clone ? element.offsetHeight : 0,
        }));
      });
      const nothing = { name: 'div', attributes: [], inside: 0, root: null, text: '', height: 0 };
      expect(seen).toEqual([nothing, nothing]);
      await page.close();
    });

    it(`returns ${MAX_RETURNS} times where the page takes it out, then gives up and says so`, async () => {
      const page = await onePost();
      for (let time = 1; time <= MAX_RETURNS; time += 1) {
        await page.evaluate(() => window.harness.badges[0]!.host.remove());
        expect(await badge(page).isVisible(), `after removal ${time}`).toBe(true);
        expect(await heard(page)).toEqual([]);
      }
      await page.evaluate(() => window.harness.badges[0]!.host.remove());
      expect(await badge(page).count()).toBe(0);
      expect(await heard(page)).toEqual(['removed']);
      await page.close();
    });

    it('lets itself into no endless fight with a page that takes it out at once', async () => {
      const page = await browser.open('<p id="post">Double your coins today.</p>');
      const inserted = await page.evaluate(async () => {
        let count = 0;
        new MutationObserver((records) => {
          for (const node of records.flatMap((record) => [...record.addedNodes])) {
            if (node instanceof HTMLElement && node.localName === 'div') {
              count += 1;
              node.remove();
            }
          }
        }).observe(document.body, { childList: true });
        window.harness.mount('suggested', '#post', 'after');
        await new Promise((resolve) => setTimeout(resolve, 0));
        return count;
      });
      expect(inserted).toBe(MAX_RETURNS + 1);
      expect(await heard(page)).toEqual(['removed']);
      await page.close();
    });

    it('goes along where the page moves it, and is still watched there', async () => {
      const page = await onePost('suggested', {}, (post) => `${post}<section id="elsewhere"></section>`);
      await badge(page).click();
      await page.evaluate(() => document.getElementById('elsewhere')!.append(window.harness.badges[0]!.host));
      expect(await badge(page).getAttribute('aria-expanded')).toBe('false');
      expect(await page.locator('#elsewhere button.badge').isVisible()).toBe(true);
      await page.evaluate(() => document.getElementById('elsewhere')!.replaceChildren());
      expect(await badge(page).isVisible()).toBe(true);
      await badge(page).click();
      expect(await card(page).isVisible()).toBe(true);
      await page.close();
    });

    /** Each comes to lie over an open card and lets presses through; of the last two no event tells. */
    const COVERS: Readonly<Record<string, () => unknown>> = {
      'a popover': () => window.cover.showPopover(),
      'a modal dialog': () => window.dialog.showModal(),
      'the whole screen': () => window.cover.requestFullscreen(),
      'a popover whose events the page stops': () => {
        window.hides = true;
        window.cover.showPopover();
      },
      'a popover in a component': () => {
        const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'closed' });
        root.append(window.cover);
        window.cover.showPopover();
      },
    };

    it.each(Object.entries(COVERS))('closes its card when the page lays something over it: %s', async (_, lay) => {
      const page = await onePost('suggested', {
        head: `<script>
          addEventListener('beforetoggle', (event) => globalThis.hides && event.stopImmediatePropagation(), true);
          addEventListener('DOMContentLoaded', () => { globalThis.cover = document.getElementById('cover'); globalThis.dialog = document.querySelector('dialog') });
        </script><style>#cover, dialog { position: fixed; inset: 0; box-sizing: border-box; width: 100%; height: 100%; max-width: none; max-height: none; pointer-events: none; background: #fff }</style>`,
      }, (post) => `${post}<dialog>Nothing here</dialog><div id="cover" popover="manual">Nothing here</div>`);
      await badge(page).click();
      await settled(page);
      await lookedOver(page);
      expect(await card(page).count()).toBe(1);
      const hide = (await page.getByText('Hide this badge').boundingBox())!;
      await page.evaluate(lay);
      await expect.poll(() => page.locator('.card').count()).toBe(0);
      await page.mouse.click(hide.x + 5, hide.y + 5);
      expect(await heard(page)).toEqual([]);
      await page.close();
    });

    it('leaves with its post, without a word', async () => {
      const page = await onePost('suggested', {}, (post) => `<main id="feed">${post}</main>`);
      await page.evaluate(() => document.getElementById('feed')!.replaceChildren());
      expect(await badge(page).count()).toBe(0);
      expect(await heard(page)).toEqual([]);
      await page.close();
    });

    it('shows names as text, whatever they are', async () => {
      const page = await browser.open('<p id="post">Post</p>');
      const judged = HOSTILE_TEXTS.map((name, i) =>
        judge({ ...POST, canonical: `bsky:harbour.example/${i}` }, [
          aFlag({ list: { id: String(i), name }, label: `x-${name}`, labelName: name }),
        ]),
      );
      await page.evaluate((all) => window.harness.mount(all, '#post', 'after'), judged);
      const elements = () =>
        page.evaluate(() => [...window.harness.badges[0]!.host.shadowRoot!.querySelectorAll('*')].map((e) => e.localName));
      await badge(page).click();
      const known = ['button', 'circle', 'div', 'footer', 'h2', 'h3', 'header', 'li', 'p', 'path', 'section', 'span', 'svg', 'time', 'ul'];
      expect((await elements()).filter((name) => !known.includes(name))).toEqual([]);
      expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
      expect(await card(page).innerText()).toContain('<img src=x onerror="window.pwned=1">');
      const { width } = (await badge(page).boundingBox())!;
      expect(width).toBeLessThan(330);
      await page.close();
    });

    it('is styled where adopted sheets are refused', async () => {
      const refusing = `<script>Object.defineProperty(ShadowRoot.prototype, 'adoptedStyleSheets', { set() { throw new Error('refused') } })</script>`;
      const page = await onePost('flagged by one', { head: refusing });
      expect(await badge(page).locator('.pill').evaluate((pill) => getComputedStyle(pill).height)).toBe('24px');
      await badge(page).click();
      expect(await card(page).isVisible()).toBe(true);
      await page.close();
    });
  });

  it('follows what is found later, and goes when nothing is left to say', async () => {
    const page = await onePost('suggested');
    const update = (state: StateName | 'nothing') =>
      page.evaluate(
        (judged) => window.harness.badges[0]!.update({ judged, treatment: 'badge', revealed: false }),
        state === 'nothing' ? [] : [...STATES[state]],
      );
    await badge(page).click();
    await update('flagged by one');
    expect(await badge(page).innerText()).toContain('Flagged as a scam by');
    expect(await card(page).getByText('List “').count()).toBe(1);
    await update('nothing');
    expect(await badge(page).count()).toBe(0);
    await update('disputed');
    expect(await badge(page).innerText()).toContain('Disputed: spam');
    expect(await card(page).count()).toBe(0);
    await page.close();
  });

  describe('when the reader asks about a picture', () => {
    const picture = '<a href="#big"><img id="picture" alt="" style="display:block;width:400px;height:240px"></a>';

    async function ask(html: string, state: StateName): Promise<Page> {
      const page = await browser.open(html);
      await page.evaluate((name) => {
        window.harness.mount(name, '#picture', 'over');
        window.harness.badges[0]!.open();
      }, state);
      await settled(page);
      return page;
    }

    it('opens the card at once, with the focus in it, and gives the focus to the badge when it closes', async () => {
      const page = await ask(picture, 'asked: no sign');
      expect(await focused(page)).toMatch(/^Looked at: nothing to say\s+About this picture/);
      expect(await badge(page).getAttribute('aria-expanded')).toBe('true');
      expect(await card(page).getByText('The absence of a mark proves nothing.').isVisible()).toBe(true);
      const [{ x, y, height }, { x: left, y: top }] = [(await badge(page).boundingBox())!, (await card(page).boundingBox())!];
      expect([Math.round(left), Math.round(top)]).toEqual([Math.round(x), Math.round(y + height + 6)]);
      await page.keyboard.press('Escape');
      expect(await card(page).count()).toBe(0);
      expect(await focused(page)).toContain('Looked at: nothing to say');
      await page.close();
    });

    it('keeps the card open where the picture is too small and the badge goes below it', async () => {
      const page = await ask('<img id="picture" alt="" style="display:block;width:80px;height:40px">', 'asked: not judged');
      expect(await page.locator('.place').getAttribute('class')).toBe('place after');
      expect(await card(page).isVisible()).toBe(true);
      expect(await focused(page)).toContain('Not fetched: pictures are fetched only as you chose in the options.');
      await page.close();
    });

    it('moves the focus into a card that is open already', async () => {
      const page = await ask(picture, 'suggested picture');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('That is right: AI-made');
      await page.evaluate(() => window.harness.badges[0]!.open());
      expect(await focused(page)).toContain('May be AI-made');
      await page.close();
    });

    it('is gone when the reader hides it', async () => {
      const page = await ask(picture, 'asked: unsure');
      await page.getByText('Hide this badge').click();
      expect(await badge(page).count()).toBe(0);
      expect(await heard(page)).toEqual(['hide']);
      expect(await page.evaluate(() => window.harness.badges[0]!.open())).toBeUndefined();
      expect(await card(page).count()).toBe(0);
      await page.close();
    });
  });

  it('is dark on a dark page and light on a light one, wherever the reader’s system stands', async () => {
    const scheme = async (head: string, colorScheme: 'light' | 'dark'): Promise<string | null> => {
      const page = await onePost('suggested', { head, colorScheme });
      const value = await page.locator('.place').getAttribute('data-scheme');
      await page.close();
      return value;
    };
    expect(await scheme('<style>body { background: oklch(0.2 0.02 260) }</style>', 'light')).toBe('dark');
    expect(await scheme('<style>html { background: #fff } body { background: rgb(0 0 0 / 10%) }</style>', 'dark')).toBe('light');
    expect(await scheme('', 'dark')).toBe('light');
    expect(await scheme('<meta name="color-scheme" content="light dark"><style>:root { color-scheme: light dark }</style>', 'dark')).toBe('dark');
  });

  it('all badges of a page share one sheet', async () => {
    const page = await browser.open('<p id="a">A</p><p id="b">B</p>');
    const shared = await page.evaluate(() => {
      window.harness.mount('suggested', '#a', 'after');
      window.harness.mount('disputed', '#b', 'after');
      const [a, b] = window.harness.badges.map(({ host }) => host.shadowRoot!.adoptedStyleSheets[0]);
      return a !== undefined && a === b;
    });
    expect(shared).toBe(true);
    await page.close();
  });

  it('goes for good when the page is left to itself', async () => {
    const page = await onePost();
    await page.evaluate(() => window.harness.alive.abort());
    expect(await badge(page).count()).toBe(0);
    expect(await page.evaluate(() => document.body.querySelectorAll('div').length)).toBe(0);
    expect(await heard(page)).toEqual([]);
    await page.close();
  });
});

/** The text or name of what has the focus, through roots. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active = document.activeElement as HTMLElement | null;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement as HTMLElement;
    return active?.ariaLabel ?? active?.innerText.replace(/[\u2068\u2069]/g, '') ?? '';
  });
}

/** Two frames: one in which things are measured, one in which they are drawn. Then animations have ended. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const running = [document, ...window.harness.badges.map(({ host }) => host.shadowRoot!)].flatMap((root) => root.getAnimations());
    await Promise.all(running.map((animation) => animation.finished));
  });
}

/** Resolves when the browser has looked whether anything lies over the card, and found nothing. */
async function lookedOver(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const look = { trackVisibility: true, delay: 100 } as IntersectionObserverInit;
        const observer = new IntersectionObserver((entries) => entries.some((entry) => 'isVisible' in entry && entry.isVisible) && resolve(), look);
        observer.observe(window.harness.badges[0]!.host.shadowRoot!.querySelector('.card')!);
      }),
  );
}

declare global {
  interface Window {
    /** Of the page that lays something over a card. */
    cover: HTMLElement;
    dialog: HTMLDialogElement;
    hides: boolean;
  }
}
