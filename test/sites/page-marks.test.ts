// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_MARK_TEXT, MAX_PAGE_MARKS } from '../../lib/core/post.ts';
import { candidatesOf, readPageMarks } from '../../lib/sites/page-marks.ts';
import { loadImage, openPage, WatchedPage } from '../support/sites-page.ts';

const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const HERE = 'https://gallery.example.com/two';
const PLACE = new URL(HERE);
let page: WatchedPage | undefined;
afterEach(() => page?.stop());

function jsonLd(...values: readonly unknown[]): string {
  return values.map((value) => `<script type="application/ld+json">${typeof value === 'string' ? value : JSON.stringify(value)}</script>`).join('');
}

function marksOf(...values: readonly unknown[]): Readonly<Record<string, readonly string[]>> {
  openPage(`<html><head>${jsonLd(...values)}</head><body></body></html>`, HERE);
  return Object.fromEntries(readPageMarks(document, PLACE));
}

const image = (over: object) => ({ '@type': 'ImageObject', digitalSourceType: AI, ...over });

describe('what JSON-LD says of how things were made', () => {
  it.each([
    ['a picture, by where its file is', image({ contentUrl: '/a.jpg#x' }), { 'https://gallery.example.com/a.jpg': [AI] }],
    ['a picture, by its url', image({ url: 'https://cdn.example/a.jpg' }), { 'https://cdn.example/a.jpg': [AI] }],
    ['a picture, by an identifier that is an address', image({ identifier: 'https://cdn.example/a.jpg' }), { 'https://cdn.example/a.jpg': [AI] }],
    ['a picture, not by an identifier that is a name', image({ identifier: 'a.jpg' }), {}],
    ['not its thumbnail, nor the page on which it is had', image({ thumbnailUrl: '/t.jpg', acquireLicensePage: '/l', license: '/x' }), {}],
    ['a post', { '@type': 'SocialMediaPosting', url: '/p/1', digitalSourceType: AI }, { 'https://gallery.example.com/p/1': [AI] }],
    ['a video', { '@type': ['VideoObject'], contentUrl: '/v.mp4', digitalSourceType: AI }, { 'https://gallery.example.com/v.mp4': [AI] }],
    ['a picture that an article names', { '@graph': [{ '@type': 'NewsArticle', url: HERE, image: [image({ contentUrl: '/a.jpg' })] }] }, { 'https://gallery.example.com/a.jpg': [AI] }],
    ['nothing else', { '@type': 'NewsArticle', url: '/n', digitalSourceType: AI }, {}],
    ['nothing by addresses of other kinds', image({ contentUrl: 'javascript:alert(1)', url: 'data:,x' }), {}],
    ['nothing where it is broken', '{ "@type": "ImageObject", ', {}],
    ['nothing where it is of the wrong types', image({ contentUrl: 7, url: { a: 1 }, digitalSourceType: { b: 2 } }), {}],
  ])('is read of %s', (_, value, marks) => {
    expect(marksOf(value)).toEqual(marks);
  });

  it('is bounded in every direction', () => {
    const many = Array.from({ length: 500 }, (_, i) => image({ contentUrl: `/${i}.jpg` }));
    expect(Object.keys(marksOf(many)).length).toBeLessThanOrEqual(200);
    expect(marksOf(image({ contentUrl: '/a.jpg', digitalSourceType: Array.from({ length: 50 }, (_, i) => `${i}${'x'.repeat(999)}`) }))['https://gallery.example.com/a.jpg']?.map(({ length }) => length)).toEqual(Array(MAX_PAGE_MARKS).fill(MAX_MARK_TEXT));
    expect(marksOf(`{"@type":"ImageObject","contentUrl":"/a.jpg","digitalSourceType":"${AI}","x":"${'x'.repeat(300_000)}"}`)).toEqual({});
    expect(marksOf(...Array.from({ length: 11 }, (_, i) => image({ contentUrl: `/${i}.jpg` })))['https://gallery.example.com/10.jpg']).toBeUndefined();
    expect(marksOf(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toEqual({});
  });
});

describe('the candidates of a srcset', () => {
  it.each([
    ['a.jpg 400w, b.jpg 1600w', [['a.jpg', 400], ['b.jpg', 1600]]],
    ['a.jpg, b.jpg 2x', [['a.jpg', 1], ['b.jpg', 2]]],
    ['https://cdn.example/a,b.jpg?w=1,2 1.5x', [['https://cdn.example/a,b.jpg?w=1,2', 1.5]]],
    ['', []],
    [' , ,', []],
  ])('%s', (srcset, candidates) => {
    expect(candidatesOf(srcset).map(({ address, size }) => [address, size])).toEqual(candidates);
  });
});

describe('JSON-LD that comes after what it speaks of', () => {
  it('has that picture and the posts told again, and no other picture', async () => {
    openPage('<html><body><article><a href="/p/1"><time>1d</time></a><div class="e-content">Fog</div><img src="/a.jpg" data-natural="800x600" data-shown="400x300"><img src="/b.jpg" data-natural="800x600" data-shown="400x300"></article></body></html>', HERE);
    page = new WatchedPage();
    await page.settle();
    expect(page.pictures.map(({ picture: { sourceTypes } }) => sourceTypes)).toEqual([undefined, undefined]);
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = JSON.stringify([image({ contentUrl: '/a.jpg' }), { '@type': 'SocialMediaPosting', url: '/p/1', digitalSourceType: AI }]);
    document.head.append(script);
    for (const each of document.querySelectorAll('img')) loadImage(each);
    await page.settle(1_000);
    expect(page.pictures.slice(2).map(({ picture: { url, sourceTypes } }) => [url, sourceTypes])).toEqual([['https://gallery.example.com/a.jpg', [AI]]]);
    expect(page.posts.map(({ post: { sourceTypes } }) => sourceTypes)).toEqual([undefined, [AI]]);
  });
});
