// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFeedItem, anImage } from '../support/sites-a-post.ts';
import { loadImage, openPage, WatchedPage } from '../support/sites-page.ts';

let page: WatchedPage;

function open(body: string, url = 'https://bsky.app/'): void {
  openPage(`<!doctype html><html lang="en"><body><main>${body}</main></body></html>`, url);
}

async function watch(body: string, url?: string): Promise<void> {
  open(body, url);
  page = new WatchedPage();
  await page.settle();
}

function add(html: string): Element {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  const element = holder.firstElementChild as Element;
  for (const image of [element, ...element.querySelectorAll('img')]) if (image instanceof HTMLImageElement) loadImage(image);
  document.querySelector('main')?.append(element);
  return element;
}

function navigate(url: string): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url);
  window.dispatchEvent(new Event('popstate'));
}

function find(selector: string): HTMLElement {
  return document.querySelector(selector) as HTMLElement;
}

beforeEach(() => open(''));
afterEach(() => page?.stop());

describe('as a feed grows', () => {
  it('what is there and what comes is found once each', async () => {
    await watch(aFeedItem({ rkey: '3kone', text: 'One' }));
    add(aFeedItem({ rkey: '3ktwo', text: 'Two' }));
    add(`<section>${aFeedItem({ rkey: '3kthree', text: 'Three' })}${aFeedItem({ rkey: '3kfour', text: 'Four' })}</section>`);
    await page.settle();
    expect(page.texts).toEqual(['One', 'Two', 'Three', 'Four']);
    expect(new Set(page.posts.map(({ post }) => post.ref)).size).toBe(4);
    expect(page.health).toMatchObject({ layout: 'ok', posts: 4, understood: 4 });
  });

  it('posts that leave are told, posts that only move are not', async () => {
    await watch(`<section>${aFeedItem({ rkey: '3kone' })}</section>${aFeedItem({ rkey: '3ktwo' })}`);
    const [one, two] = [...document.querySelectorAll('[data-testid^=feedItem]')] as [Element, Element];
    find('main').prepend(two);
    find('section').remove();
    await page.settle();
    expect(page.gone).toEqual([one]);
    expect(page.posts).toHaveLength(2);
    expect(page.health).toMatchObject({ posts: 1 });
  });

  it('a page of many posts is read in slices, and every post once', async () => {
    const many = Array.from({ length: 500 }, (_, n) => aFeedItem({ rkey: `3k${n}`, text: `Number ${n}` })).join('');
    open(many);
    page = new WatchedPage({ msPerLook: 1 });
    await page.settle(60_000);
    expect(page.slices).toBeGreaterThan(10);
    expect(page.texts).toEqual(Array.from({ length: 500 }, (_, n) => `Number ${n}`));
  });

  it('a quoted post is no post of its own, but posts nested by the page are', async () => {
    await watch(aFeedItem({ text: 'Outer', more: aFeedItem({ rkey: '3kinner', text: 'Inner' }) }));
    expect(page.posts.map(({ post: { text, permalink } }) => [text, permalink])).toEqual([
      ['Outer', 'https://bsky.app/profile/ada.example.com/post/3kone'],
      ['Inner', 'https://bsky.app/profile/ada.example.com/post/3kinner'],
    ]);
  });
});

describe('as a post changes', () => {
  it('text that comes late is reported under a new ref, once it has been a quarter of a second', async () => {
    await watch(aFeedItem({ text: '' }));
    find('[data-testid=postText]').append('Late words');
    await page.settle(200);
    expect(page.texts).toEqual(['']);
    await page.settle(100);
    expect(page.texts).toEqual(['', 'Late words']);
    expect(page.posts[0]?.post.ref).not.toBe(page.posts[1]?.post.ref);
    expect(page.gone).toEqual([]);
  });

  it('an element used again for another post is reported as that post', async () => {
    await watch(aFeedItem());
    find('[data-testid^=feedItem]').setAttribute('data-testid', 'feedItem-by-ben.example.net');
    find('a').setAttribute('href', '/profile/ben.example.net/post/3ktwo');
    find('[data-testid=postText]').textContent = 'Two';
    await page.settle(300);
    expect(page.posts.map(({ element, post }) => [element, post.permalink, post.author?.handle, post.text])).toEqual([
      [find('[data-testid^=feedItem]'), 'https://bsky.app/profile/ada.example.com/post/3kone', 'ada.example.com', 'One'],
      [find('[data-testid^=feedItem]'), 'https://bsky.app/profile/ben.example.net/post/3ktwo', 'ben.example.net', 'Two'],
    ]);
  });

  it('a post that loses its link is gone', async () => {
    await watch(aFeedItem());
    find('a').remove();
    await page.settle(300);
    expect(page.gone).toEqual([find('[data-testid^=feedItem]')]);
    expect(page.health).toMatchObject({ posts: 1, understood: 0 });
  });

  it('changes that say nothing new are looked at less and less often, those that do within two seconds', async () => {
    await watch(aFeedItem({ more: '<span class="clock"></span>' }));
    for (let tick = 0; tick < 100; tick += 1) {
      find('.clock').append(document.createElement('i'));
      await page.settle(100);
    }
    find('[data-testid=postText]').textContent = 'Two';
    await page.settle(300);
    expect(page.texts).toEqual(['One']);
    await page.settle(1_800);
    expect(page.texts).toEqual(['One', 'Two']);
    expect(page.jobs).toBeLessThan(5);
  });

  it('drawn anew in the same words it is reported again when that took its badge out, and only then', async () => {
    await watch(aFeedItem({ text: '<b>Words</b>' }));
    const redraw = () => (find('[data-testid=postText]').outerHTML = '<div data-testid="postText"><b>Words</b></div>');
    redraw();
    await page.settle(3_000);
    expect(page.posts).toHaveLength(1);
    expect(page.posts[0]?.badgeAnchor()).toBe(find('[data-testid=postText]'));
    redraw();
    await page.settle(3_000);
    expect(page.texts).toEqual(['Words', 'Words']);
    expect(page.posts[1]?.badgeAnchor()).toBe(find('[data-testid=postText]'));
    find('b').outerHTML = '<b>Words</b>';
    await page.settle(3_000);
    expect(page.posts).toHaveLength(2);
  });

  it('what we put there ourselves is no change', async () => {
    const ours = new WeakSet<Node>();
    open(aFeedItem());
    page = new WatchedPage({ isOwn: (node) => ours.has(node) });
    await page.settle(20_000);
    const before = page.slices;
    const badge = document.createElement('span');
    ours.add(badge);
    page.posts[0]?.badgeAnchor().after(badge);
    await page.settle(20_000);
    badge.remove();
    await page.settle(20_000);
    expect(page.posts).toHaveLength(1);
    expect(page.slices - before).toBeLessThanOrEqual(2);
  });
});

describe('pictures', () => {
  it('count from 100 by 100 pixels on the screen, avatars never', async () => {
    await watch(
      anImage({ name: 'small', shown: '99x400' }) +
        anImage({ name: 'large', shown: '100x100' }) +
        '<img src="https://cdn.bsky.app/img/avatar/plain/x" data-natural="500x500" data-shown="200x200">',
    );
    expect(page.pictures.map(({ picture }) => picture)).toEqual([{ ref: expect.any(String), url: 'https://cdn.example/large.jpg', width: 800, height: 600 }]);
    expect(page.health).toMatchObject({ layout: 'ok', pictures: 1 });
  });

  it('are found when they grow, as in a lightbox, and no longer measured after that', async () => {
    await watch(anImage({ shown: '60x60' }));
    const image = find('img');
    expect(page.pictures).toEqual([]);
    image.dataset['shown'] = '900x700';
    page.resize(image);
    await page.settle();
    expect(page.pictures.map(({ element }) => element)).toEqual([image]);
    expect(page.observed.size).toBe(0);
  });

  it('are found when they load late, also where loading came before the element', async () => {
    await watch('');
    const image = add('<img src="https://cdn.example/late.jpg" data-shown="400x300">') as HTMLImageElement;
    await page.settle();
    expect(page.pictures).toEqual([]);
    image.dataset['natural'] = '800x600';
    loadImage(image);
    image.dispatchEvent(new Event('load'));
    await page.settle();
    expect(page.pictures.map(({ picture }) => picture.url)).toEqual(['https://cdn.example/late.jpg']);
  });

  it('are told again when their element shows another one, and gone when it fails', async () => {
    await watch(anImage({ name: 'one' }));
    const image = find('img') as HTMLImageElement;
    image.src = 'https://cdn.example/two.jpg';
    loadImage(image);
    image.dispatchEvent(new Event('load'));
    await page.settle();
    expect(page.pictures.map(({ picture }) => picture.url)).toEqual(['https://cdn.example/one.jpg', 'https://cdn.example/two.jpg']);
    expect(page.gone).toEqual([image]);
    image.dataset['natural'] = '0x0';
    loadImage(image);
    image.dispatchEvent(new Event('error'));
    await page.settle();
    expect(page.gone).toEqual([image, image]);
    expect(page.health).toMatchObject({ pictures: 0 });
  });

  it('are reported with the address only the page can read', async () => {
    await watch('<img src="blob:https://bsky.app/1-2" data-natural="640x480" data-shown="640x480">');
    expect(page.pictures.map(({ picture }) => picture.url)).toEqual(['blob:https://bsky.app/1-2']);
  });

  it('are no longer measured once they left', async () => {
    await watch(anImage({ shown: '10x10' }));
    expect(page.observed.size).toBe(1);
    find('img').remove();
    await page.settle();
    expect(page.observed.size).toBe(0);
    expect(page.gone).toEqual([]);
  });
});

describe('as the reader moves on within the site', () => {
  it('nothing of direct messages is read, and what was known before is gone', async () => {
    await watch(aFeedItem() + anImage());
    navigate('https://bsky.app/messages/3kabc');
    add(aFeedItem({ rkey: '3ksecret', text: 'Between you and me' }) + anImage({ name: 'secret' }));
    await page.settle(1_000);
    expect(page.texts).toEqual(['One']);
    expect(page.pictures).toHaveLength(1);
    expect(new Set(page.gone)).toEqual(new Set([find('[data-testid^=feedItem]'), find('img')]));
    expect(page.health).toMatchObject({ layout: 'empty', posts: 0, pictures: 0 });
    navigate('https://bsky.app/');
    await page.settle(1_000);
    expect(page.texts).toEqual(['One', 'One', 'Between you and me']);
  });

  it('a post that only the address names is read again when the address follows it', async () => {
    await watch('', 'https://bsky.app/profile/ada.example.com/post/3kold');
    add('<div data-testid="postThreadItem-by-ada.example.com"><div data-testid="postText">New</div></div>');
    await page.settle(100);
    navigate('https://bsky.app/profile/ada.example.com/post/3knew');
    await page.settle(100);
    expect(page.posts.at(-1)?.post.permalink).toBe('https://bsky.app/profile/ada.example.com/post/3knew');
  });

  it('a post that stays on the page keeps the address it had', async () => {
    await watch(
      '<div data-testid="postThreadItem-by-ada.example.com"><div data-testid="postText">Old</div></div>',
      'https://bsky.app/profile/ada.example.com/post/3kold',
    );
    await page.settle(5_000);
    navigate('https://bsky.app/profile/ada.example.com/post/3knew');
    await page.settle(5_000);
    expect(page.posts.map(({ post }) => post.permalink)).toEqual(['https://bsky.app/profile/ada.example.com/post/3kold']);
  });

  it('the health of the layout starts afresh', async () => {
    await watch('<div data-testid="feedItem-by-ada.example.com">?</div>'.repeat(5));
    await page.settle(11_000);
    expect(page.health?.layout).toBe('layout-changed');
    navigate('https://bsky.app/search');
    await page.settle(1_000);
    expect(page.health?.layout).toBe('ok');
  });
});

describe('a layout that changed', () => {
  it('is told after ten seconds, and that it is back', async () => {
    await watch('<div data-testid="feedItem-by-ada.example.com">?</div>'.repeat(5));
    expect(page.health?.layout).toBe('ok');
    await page.settle(10_000);
    expect(page.health).toEqual({ site: 'bsky', layout: 'layout-changed', posts: 5, understood: 0, pictures: 0 });
    expect(page.posts).toEqual([]);
    for (let n = 0; n < 5; n += 1) add(aFeedItem({ rkey: `3k${n}` }));
    await page.settle(100);
    expect(page.health).toMatchObject({ layout: 'ok', posts: 10, understood: 5 });
  });
});

describe('a page that is one article', () => {
  const html = '<!doctype html><html lang="en"><head><meta property="og:type" content="article"></head><body><main><h1>Fog</h1><p>It is the fog.</p></main></body></html>';

  it('gives way to the articles that appear on it', async () => {
    openPage(html, 'https://gazette.example.com/fog');
    page = new WatchedPage();
    await page.settle();
    expect(page.texts).toEqual(['Fog\nIt is the fog.']);
    add('<article><h2><a href="/a">A</a></h2></article>');
    add('<article><h2><a href="/b">B</a></h2></article>');
    await page.settle(1_000);
    expect(page.gone).toEqual([find('main')]);
    expect(page.texts.slice(1)).toEqual(['A', 'B']);
  });
});

describe('it stops', () => {
  it('when it is told to, and lets go of everything', async () => {
    await watch(aFeedItem() + anImage({ shown: '10x10' }));
    page.stop();
    expect(page.observed.size).toBe(0);
    add(aFeedItem({ rkey: '3ktwo' }));
    find('img').dispatchEvent(new Event('load'));
    window.dispatchEvent(new Event('popstate'));
    await page.settle(60_000);
    expect(page.posts).toHaveLength(1);
    expect(page.jobs).toBe(0);
  });

  it('when the other side is gone, without swallowing why', async () => {
    open(aFeedItem());
    page = new WatchedPage({
      onPosts: () => {
        throw new Error('Extension context invalidated.');
      },
    });
    await expect(page.settle()).rejects.toThrow('Extension context invalidated.');
    add(aFeedItem({ rkey: '3ktwo' }));
    await page.settle(60_000);
    expect(page.jobs).toBe(0);
  });

  it('before it began, when it was told so then', async () => {
    open(aFeedItem());
    page = new WatchedPage({ signal: AbortSignal.abort() });
    await page.settle(60_000);
    expect(page.slices).toBe(0);
  });
});
