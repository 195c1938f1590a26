import { describe, expect, it } from 'vitest';
import type { Post } from '../../lib/core/post.ts';
import { subjectsOfPicture, subjectsOfPost } from '../../lib/subjects/subjects-of-post.ts';
import { aBlueskyPost, aGenericPost } from '../support/subjects-a-post.ts';

const LONG = 'A text of more than forty letters is long enough to be known by itself.';
const FOLDED = LONG.toLowerCase();
const DID = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa';
const SHA256 = 'ab'.repeat(32);

function names(post: Post): readonly string[] | undefined {
  return subjectsOfPost(post)?.map(({ kind, canonical }) => `${kind} ${canonical}`);
}

describe('the first subject of a post, to which a text is judged,', () => {
  it('is the post itself on a site of the table', () => {
    expect(names(aBlueskyPost())?.[0]).toBe('post bsky:ada.example.com/3kabc');
  });

  it('is the form that survives renaming where the page shows the account behind the handle', () => {
    const post = aBlueskyPost({ author: { handle: 'Ada.example.com', stableId: DID } });
    expect(names(post)?.slice(0, 2)).toEqual([`post bsky:${DID}/3kabc`, 'post bsky:ada.example.com/3kabc']);
  });

  it('is the post elsewhere too, by its address', () => {
    expect(names(aGenericPost({ permalink: 'https://blog.example/fog', text: LONG }))?.[0]).toBe('post https://blog.example/fog');
  });

  it('is the post again when a page without an adapter of its own is one of the table', () => {
    expect(names(aGenericPost({ permalink: 'https://x.com/ada/status/42' }))?.[0]).toBe('post x:42');
  });

  it('is the text where there is no address', () => {
    expect(names(aGenericPost({ text: LONG }))?.[0]).toBe(`text ${FOLDED}`);
  });
});

describe('nothing identifies', () => {
  it.each<[string, Post]>([
    ['a short text without an address', aGenericPost()],
    ['a text that was cut, without an address', aGenericPost({ text: LONG, textCut: true })],
    ['an account without a post', aBlueskyPost({ permalink: undefined as never, links: ['https://a.example/'] })],
    ['a direct message, whatever it says', aBlueskyPost({ permalink: 'https://bsky.app/messages/3kabc', text: LONG })],
    ['a post of a private channel', aGenericPost({ permalink: 'https://t.me/c/123/4', text: LONG })],
  ])('%s', (_, post) => {
    expect(subjectsOfPost(post)).toBeUndefined();
  });
});

describe('a post is looked up by', () => {
  it('all its forms, its address, text and account, and the addresses and domains of its links', () => {
    const post = aBlueskyPost({
      permalink: `https://bsky.app/profile/${DID}/post/3kabc?ref_src=embed`,
      author: { handle: 'ada.example.com', stableId: DID },
      text: LONG,
      links: ['http://www.shop.example.co.uk/a?gclid=1', 'https://someone.github.io/', 'mailto:a@b.example'],
    });
    expect(names(post)).toEqual([
      `post bsky:${DID}/3kabc`,
      'post bsky:ada.example.com/3kabc',
      `url https://bsky.app/profile/${DID}/post/3kabc`,
      `text ${FOLDED}`,
      `account bsky:${DID}`,
      'account bsky:ada.example.com',
      'url https://shop.example.co.uk/a',
      'domain shop.example.co.uk',
      'domain example.co.uk',
      'url https://someone.github.io/',
      'domain someone.github.io',
    ]);
  });

  it('the domain it stands on and its address as a post, off the sites of the table', () => {
    expect(names(aGenericPost({ permalink: 'https://news.blog.example/fog' }))).toEqual([
      'post https://news.blog.example/fog',
      'url https://news.blog.example/fog',
      'domain news.blog.example',
      'domain blog.example',
    ]);
  });

  it('each thing once, however often it is linked', () => {
    const links = ['https://a.example/1', 'https://a.example/1#x', 'https://www.a.example/2'];
    expect(names(aGenericPost({ permalink: 'https://a.example/1', links }))).toEqual([
      'post https://a.example/1',
      'url https://a.example/1',
      'domain a.example',
      'url https://a.example/2',
    ]);
  });

  it('no text that was cut', () => {
    expect(names(aBlueskyPost({ text: LONG, textCut: true }))).not.toContain(`text ${FOLDED}`);
  });

  it('no account where authors are display names', () => {
    const post = aGenericPost({ permalink: 'https://blog.example/fog', author: { handle: 'ada.example.com' } });
    expect(names(post)?.some((name) => name.startsWith('account'))).toBe(false);
  });

  it('the handle alone when the handle in its link is not the one of the account that is shown', () => {
    const post = aBlueskyPost({ author: { handle: 'ben.example.net', stableId: DID } });
    expect(names(post)?.filter((name) => name.startsWith('post'))).toEqual(['post bsky:ada.example.com/3kabc']);
  });

  it('no more than sixteen links', () => {
    const links = Array.from({ length: 40 }, (_, n) => `https://a.example/${n}`);
    expect(names(aBlueskyPost({ links }))?.filter((name) => name.startsWith('url https://a.example'))).toHaveLength(16);
  });
});

describe('a picture is looked up by', () => {
  it.each<[string, string, string | undefined, readonly string[]]>([
    ['its bytes and its address', 'https://cdn.example/a.jpg', SHA256, [`media sha256:${SHA256}`, 'url https://cdn.example/a.jpg']],
    ['its address, while its bytes are unknown', 'https://cdn.example/a.jpg', undefined, ['url https://cdn.example/a.jpg']],
    ['its bytes, where only the page holds them', 'blob:https://a.example/1', SHA256, [`media sha256:${SHA256}`]],
    ['nothing, where neither is known', 'data:image/png;base64,AAAA', undefined, []],
  ])('%s', (_, url, sha256, expected) => {
    expect(subjectsOfPicture(url, sha256).map(({ kind, canonical }) => `${kind} ${canonical}`)).toEqual(expected);
  });
});
