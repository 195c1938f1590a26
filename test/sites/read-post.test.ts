// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_ADDRESS, MAX_HANDLE, MAX_POST_LINKS, MAX_POST_TEXT } from '../../lib/core/post.ts';
import { SCHEMAS } from '../../lib/messages/schemas.ts';
import type { Adapter } from '../../lib/sites/adapter.ts';
import { bluesky } from '../../lib/sites/pack/bluesky.ts';
import { generic } from '../../lib/sites/pack/generic.ts';
import { mastodon } from '../../lib/sites/pack/mastodon.ts';
import { readPost } from '../../lib/sites/read-post.ts';
import { siteRules } from '../../lib/sites/site-rules.ts';

const GENERIC = siteRules(generic);
const LOCATION = new URL('https://gazette.example.com/');

function article(html: string): Element {
  document.body.innerHTML = `<article>${html}</article><article></article>`;
  return document.querySelector('article') as Element;
}

function read(html: string) {
  return readPost(article(html), GENERIC, LOCATION).post;
}

describe('text is read as it is drawn', () => {
  it.each([
    ['runs of white space are one space', 'a  \n\t b', 'a b'],
    ['blocks stand on lines of their own', 'a<div>b</div>c<p>d</p><p>e</p>', 'a\nb\nc\nd\ne'],
    ['words split over inline elements stay whole', '<b>wo</b><i>rd</i>', 'word'],
    ['a line break is one', 'a<br>b', 'a\nb'],
    ['preformatted text keeps its spaces', '<pre>a  b\n  c</pre>', 'a  b\n  c'],
    ['scripts, controls and forms are none', 'a<script>x</script><style>y</style><button>z</button><form>w</form>', 'a'],
    ['what is hidden is none, what is hidden from assistive technology alone is', '<p hidden>a</p><p aria-hidden="true">b</p>', 'b'],
    ['drawn emoji are letters, descriptions of pictures are not', '<img alt="🎉"><img alt="A photograph of a boat">', '🎉'],
    ['right-to-left, zero-width and look-alike letters stay as they are', 'שלום\u202eabc\u200bаbc', 'שלום\u202eabc\u200bаbc'],
  ])('%s', (_, html, text) => {
    expect(read(html).text).toBe(text);
  });
});

describe('what is too much is cut, and said to be', () => {
  it('a megabyte of text', () => {
    const post = read(`<p>${'words '.repeat(170_000)}</p>`);
    expect(post.text.length).toBeLessThanOrEqual(MAX_POST_TEXT);
    expect(post.text.length).toBeGreaterThan(MAX_POST_TEXT - 10);
    expect(post.textCut).toBe(true);
  });

  it('a text of just the most that is read is whole', () => {
    const { text, textCut } = read('a'.repeat(MAX_POST_TEXT));
    expect([text.length, textCut]).toEqual([MAX_POST_TEXT, false]);
  });

  it('never in the middle of a character', () => {
    expect(read('a' + '😀'.repeat(MAX_POST_TEXT)).text).not.toMatch(/\p{Cs}/u);
  });

  it('text behind more nodes than are looked at', () => {
    expect(read(`start${'<i></i>'.repeat(20_000)}end`)).toMatchObject({ text: 'start', textCut: true });
  });

  it('links past the sixteenth', () => {
    const links = Array.from({ length: 100 }, (_, n) => `<a href="https://a.example/${n}">${n}</a>`).join('');
    expect(read(links).links).toHaveLength(MAX_POST_LINKS);
  });
});

describe('what the background would refuse is left out, and the rest of the post is read', () => {
  const growing = `?${'€'.repeat(MAX_ADDRESS - 1)}`;
  const onPage = (head: string) => {
    document.head.innerHTML = head;
    document.body.innerHTML = '<article>words</article>';
    return document.querySelector('article') as Element;
  };
  const jsonLd = (url: string) => `<script type="application/ld+json">${JSON.stringify({ '@type': 'Article', url })}</script>`;
  const openGraph = '<meta property="og:type" content="article">';
  afterEach(() => {
    document.head.innerHTML = '';
  });

  it.each<[string, () => Element, (typeof LOCATION)?]>([
    ['a link that grows ninefold as it is parsed', () => article(`words<a href="${growing}"></a>`)],
    ['a permalink that does', () => article(`words<a rel="bookmark" href="${growing}"></a>`)],
    ['a permalink a little longer than one that is looked up', () => article(`words<a rel="bookmark" href="/${'a'.repeat(MAX_ADDRESS - 1)}"></a>`)],
    ["an article's own word on its address", () => onPage(jsonLd(`/${'a'.repeat(100_000)}`))],
    ['a canonical address', () => onPage(`${openGraph}<link rel="canonical" href="/${'a'.repeat(100_000)}">`)],
    ['the address of the page itself', () => onPage(openGraph), new URL(`?${'a'.repeat(100_000)}`, LOCATION)],
  ])('%s', (_, container, location = LOCATION) => {
    const { post } = readPost(container(), GENERIC, location);
    expect(post).toMatchObject({ text: 'words', links: [] });
    expect((post.permalink ?? '').length).toBeLessThanOrEqual(MAX_ADDRESS);
    expect(SCHEMAS['judge-posts'].safeParse({ posts: [{ ref: '1', ...post }] }).success).toBe(true);
  });

  it('a name that is too long once it names its host', () => {
    document.body.innerHTML = `<div class="status"><b class="display-name__account">@${'a'.repeat(MAX_HANDLE)}</b><p class="status__content__text">words</p></div>`;
    const { post } = readPost(document.querySelector('.status') as Element, siteRules(mastodon), LOCATION);
    expect(post.author).toBeUndefined();
    expect(SCHEMAS['judge-posts'].safeParse({ posts: [{ ref: '1', ...post }] }).success).toBe(true);
  });
});

describe('hostile pages', () => {
  it('nest deeper than any stack', () => {
    const container = article('');
    let deepest: Element = container;
    for (let depth = 0; depth < 5_000; depth += 1) {
      const child = document.createElement('div');
      deepest.append(child);
      deepest = child;
    }
    deepest.append('deep');
    expect(readPost(container, GENERIC, LOCATION).post.text).toBe('deep');
  });

  it('cannot make the badge go into a link or a control', () => {
    const badgeAnchor = readPost(article('<a href="/x"><button><h2>Title</h2></button></a><p>text</p>'), GENERIC, LOCATION).badgeAnchor();
    expect(badgeAnchor.localName).toBe('a');
    expect(badgeAnchor.parentElement?.closest('a, button')).toBeNull();
  });

  it('cannot speak for another host', () => {
    for (const href of ['https://elsewhere.example/1', '//elsewhere.example/1', 'https://gazette.example.com@elsewhere.example/', 'javascript:alert(1)', 'data:text/html,x', 'https://']) {
      expect(read(`<a rel="bookmark" href="${href}">x</a>`).permalink).toBeUndefined();
    }
  });

  it('cannot make reading throw, whatever they write into attributes', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.webUrl(), fc.constantFrom('', '#', '//', 'http://[', '/profile/a/post/b', 'feedItem-by-', '\0'));
    const attribute = fc.constantFrom('href', 'src', 'rel', 'class', 'lang', 'data-testid', 'alt', 'role', 'style', 'itemprop', 'datetime', 'hidden');
    const tag = fc.constantFrom('a', 'p', 'img', 'time', 'h1', 'article', 'form', 'button', 'svg', 'br', 'pre');
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, attribute, value, fc.nat(5)), { maxLength: 12 }), fc.constantFrom(siteRules(bluesky), GENERIC), (parts, rules) => {
        const container = article('');
        const elements = [container];
        for (const [name, key, text, parent] of parts) {
          const element = document.createElement(name);
          element.setAttribute(key, text);
          element.append(text);
          elements[parent % elements.length]?.append(element);
          elements.push(element);
        }
        const { post, badgeAnchor: anchorOf } = readPost(container, rules, LOCATION);
        const badgeAnchor = anchorOf();
        expect(container === badgeAnchor || container.contains(badgeAnchor)).toBe(true);
        for (const address of [post.permalink ?? LOCATION.href, ...post.links]) expect(new URL(address).protocol).toMatch(/^https?:$/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an adapter newer than the browser', () => {
  it('loses what its refused selectors would find, and nothing else', () => {
    const refused = siteRules({ ...generic, author: [{ sel: '::nonsense(' }, ...generic.author], text: ['>>>', ...generic.text], badgeAfter: ['!'], navigation: '(' });
    const post = readPost(article('<span rel="author">ada</span><p>text</p>'), refused, LOCATION).post;
    expect(post).toMatchObject({ author: { handle: 'ada' }, text: 'text' });
  });
});

describe('the content of a post', () => {
  const idsOf = (elements: readonly Element[]) => elements.map(({ id, localName }) => id || localName);
  const madeOf = (html: string, adapter: Adapter = generic) => {
    const rules = siteRules(adapter);
    const container = article(html);
    const { badgeAnchor, content } = readPost(container, rules, LOCATION);
    return { ids: idsOf(content()), badgeAnchor: badgeAnchor() };
  };

  it('is its text and pictures, outermost elements only, and nothing nested', () => {
    const { ids } = madeOf(
      '<b rel="author">ada</b><div class="e-content" id="text">words <img id="in-text"></div><figure id="frame"><img></figure><article><div class="e-content">another</div></article><i id="likes"></i>',
      { ...generic, pictureFrame: ['figure'] },
    );
    expect(ids).toEqual(['text', 'frame']);
  });

  it('has what the adapter names besides: a quoted post is read by nobody here, yet seen', () => {
    const { ids } = madeOf('<div class="e-content" id="text">words</div><aside id="quoted">theirs <img></aside>', { ...generic, content: ['aside'] });
    expect(ids).toEqual(['text', 'quoted']);
  });

  it('never holds the place of the badge, however deep that is', () => {
    const { ids, badgeAnchor } = madeOf('<div><header id="top"></header><section><h2 id="title">Title</h2><p id="words">words</p></section></div><p id="more">more</p>');
    expect(badgeAnchor.id).toBe('title');
    expect(ids).toEqual(['top', 'title', 'words', 'more']);
  });

  it('is told as it is when asked: what is swapped is found again, replies are not part of it, quotes are', () => {
    const post = article('<p class="e-content">a</p><div><article id="reply"><p class="e-content">b</p></article></div><aside><article id="quote">c</article></aside>');
    const { content, nested } = readPost(post, GENERIC, LOCATION);
    expect(content().map(({ textContent }) => textContent)).toEqual(['a']);
    post.querySelector('p')!.outerHTML = '<p class="e-content">new</p>';
    expect(content().map(({ textContent }) => textContent)).toEqual(['new']);
    expect(nested().map(({ id }) => id)).toEqual(['reply']);
  });
});

describe("the platform's own mark", () => {
  const marked: Adapter = {
    ...generic,
    text: ['.e-content'],
    nativeAiLabels: [{ label: 'ai-made', sel: 'span', notIn: ['.name'], texts: { en: ['Made with AI'], de: ['Mit KI erstellt'] } }],
  };
  it.each([
    ['in any letter case and spacing', '<p class="e-content">boat</p><div><span>\n made  with AI </span></div>', [{ label: 'ai-made', text: 'made  with AI' }]],
    ['in another language, once', '<p class="e-content">Boot</p><span>Mit KI erstellt</span><span>Mit KI erstellt</span>', [{ label: 'ai-made', text: 'Mit KI erstellt' }]],
    ['not in the words of the post', '<p class="e-content">It says <span>Made with AI</span> here</p>', undefined],
    ['not in a name', '<b class="name"><span>Made with AI</span></b><p class="e-content">boat</p>', undefined],
    ['not as part of a sentence', '<p class="e-content">boat</p><span>Not Made with AI</span>', undefined],
    ['not in a post nested in it', '<p class="e-content">boat</p><article><span>Made with AI</span></article>', undefined],
    ['not in a quoted part', '<p class="e-content">boat</p><aside><span>Made with AI</span></aside>', undefined],
  ])('is read %s', (_, html, marks) => {
    expect(readPost(article(html), siteRules(marked), LOCATION).post.marks).toEqual(marks);
  });
});

describe('whether a post shows a picture or a film', () => {
  const image = (side: number | undefined, more = '') => `<img src="https://harbour.example/${side}.jpg" data-side="${side ?? ''}" ${more}>`;
  function shows(html: string): boolean {
    const post = article(html);
    for (const each of post.querySelectorAll('img')) {
      const side = Number(each.dataset['side']);
      for (const [name, value] of [['complete', side > 0], ['naturalWidth', side], ['naturalHeight', side]] as const) Object.defineProperty(each, name, { value, configurable: true });
    }
    return readPost(post, siteRules(generic), LOCATION).hasMedia();
  }
  it.each([
    ['a picture', image(800), true],
    ['one that is still to come', image(undefined), true],
    ['a film', '<video></video>', true],
    ['words', '<p>boat</p>', false],
    ['a portrait', image(800, 'class="avatar"'), false],
    ['a sign', image(48), false],
    ['what a post inside shows', `<article>${image(800)}</article>`, false],
    ['what stands beside it', `<aside>${image(800)}</aside>`, false],
  ])('is told: %s', (_, html, answer) => {
    expect(shows(html)).toBe(answer);
  });
});

describe('a post that goes on in its next siblings', () => {
  const rows: Adapter = { ...generic, containers: ['.row'], continuesIn: ['.facts', '.more'], text: ['h2, p'], author: [{ sel: '.by' }] };
  it('is read with those among the next four that the adapter names, up to the next post', () => {
    document.body.innerHTML =
      '<div class="row"><h2>One</h2></div><div class="facts"><a class="by" href="/1"><time></time>ada</a></div><hr><div class="more"><p>and more</p></div><hr><div class="more"><p>too far</p></div>' +
      '<div class="row"><h2>Two</h2></div><div class="row"><h2>Three</h2></div><div class="more"><p>of three</p></div>';
    const found = [...document.querySelectorAll('.row')].map((row) => readPost(row, siteRules(rows), LOCATION));
    expect(found.map(({ post }) => [post.text, post.author?.handle])).toEqual([['One\nand more', 'ada'], ['Two', undefined], ['Three\nof three', undefined]]);
    expect(found[0]?.post.permalink).toBe('https://gazette.example.com/1');
    expect(found[0]?.continuations.map(({ className }) => className)).toEqual(['facts', 'more']);
  });
});
