// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largerCopies, MAX_COPIES } from '../../lib/sites/larger-copies.ts';
import { MAX_NAMED_COPIES, namedCopies } from '../../lib/sites/named-copies.ts';
import { LARGER_COPIES } from '../../lib/sites/pack/larger-copies.ts';

describe('the least processed copy', () => {
  it.each([
    ['https://pbs.twimg.com/media/Gabc_-1?format=jpg&name=small', 'https://pbs.twimg.com/media/Gabc_-1?format=jpg&name=orig'],
    ['https://pbs.twimg.com/media/Gabc.jpg:large', 'https://pbs.twimg.com/media/Gabc.jpg?name=orig'],
    ['https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/abc.jpg', 'https://pbs.twimg.com/ext_tw_video_thumb/1/pu/img/abc.jpg?name=orig'],
    ['https://preview.redd.it/fog-over-the-harbour-v0-abc123.jpg?width=640&crop=smart&auto=webp&s=0', 'https://i.redd.it/abc123.jpg'],
    ['https://preview.redd.it/abc123.png?width=640&s=0', 'https://i.redd.it/abc123.png'],
    ['https://cdn.bsky.app/img/feed_thumbnail/plain/did:plc:a/bafy@jpeg', 'https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:a/bafy@jpeg'],
    ['https://files.social.example/media_attachments/files/112/233/001/small/0a1b.png', 'https://files.social.example/media_attachments/files/112/233/001/original/0a1b.png'],
    ['https://files.social.example/cache/media_attachments/files/112/small/0a1b.jpeg', 'https://files.social.example/cache/media_attachments/files/112/original/0a1b.jpeg'],
    ['https://64.media.tumblr.com/0a/tumblr_abc1_500.jpg', 'https://64.media.tumblr.com/0a/tumblr_abc1_1280.jpg'],
    ['https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg?sqp=x', 'https://i.ytimg.com/vi/abcdefghijk/maxresdefault.jpg?sqp=x'],
    ['https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Fog.jpg/640px-Fog.jpg', 'https://upload.wikimedia.org/wikipedia/commons/a/ab/Fog.jpg'],
    ['https://i.imgur.com/abcdefgl.jpg', 'https://i.imgur.com/abcdefg.jpg'],
    ['https://lh3.googleusercontent.com/abc-_=w640-h480', 'https://lh3.googleusercontent.com/abc-_=s0'],
    ['https://gazette.example/wp-content/uploads/2026/09/fog-1024x683.jpg#x', 'https://gazette.example/wp-content/uploads/2026/09/fog.jpg'],
  ])('of %s is tried first at %s', (shown, copy) => {
    expect(largerCopies(shown, [])[0]).toBe(copy);
  });

  it.each([
    'https://pbs.twimg.com/media/Gabc?format=jpg&name=orig&x=1',
    'https://pbs.twimg.com.evil.example/media/Gabc?format=jpg&name=small',
    'https://evil.example/https://preview.redd.it/abc.jpg?width=1',
    'https://external-preview.redd.it/abc.jpg?width=640&s=0',
    'https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:a/bafy@jpeg',
    'https://harbour.example/fog-1024x683.jpg',
    'data:image/png;base64,AAAA',
    'harbour',
  ])('of %s has no address that a site’s scheme gives', (shown) => {
    expect(largerCopies(shown, []).filter((copy) => copy !== 'https://pbs.twimg.com/media/Gabc?format=jpg&name=4096x4096')).toEqual([]);
  });

  it('is tried at what the page names after that, on http(s) only, at a few addresses and once each', () => {
    const url = 'https://harbour.example/fog-400.jpg';
    expect(largerCopies(url, ['https://harbour.example/fog-1600.jpg', url, 'javascript:alert(1)', 'https://harbour.example/fog-1600.jpg'])).toEqual(['https://harbour.example/fog-1600.jpg']);
    expect(largerCopies(url, Array.from({ length: 20 }, (_, i) => `https://harbour.example/${i}.jpg`))).toHaveLength(MAX_COPIES);
  });

  it('is found by rules that are soon done with any address', () => {
    const piece = fc.constantFrom('/', '-', 'a', '1', '?', '&name=', 'small/', 'thumb/', '_', 'x', '.jpg', '=', '@');
    const hosts = fc.constantFrom('pbs.twimg.com/media/', 'preview.redd.it/', 'x.example/media_attachments/files/1/', 'x.example/wp-content/uploads/', 'upload.wikimedia.org/w/', 'lh3.googleusercontent.com/');
    fc.assert(fc.property(hosts, fc.array(piece, { minLength: 1, maxLength: 5 }), (host, pieces) => {
      const unit = pieces.join('');
      expect(largerCopies(`https://${host}${unit.repeat(Math.ceil(8_000 / unit.length))}`, []).length).toBeLessThanOrEqual(MAX_COPIES);
    }), { numRuns: 200 });
  });

  it('says of each rule when it was last seen to hold', () => {
    for (const { verifiedLive, from } of LARGER_COPIES) {
      expect(verifiedLive).toMatch(/^never$|^20\d{2}-\d{2}-\d{2}$/);
      expect(from.startsWith('^')).toBe(true);
    }
  });
});

describe('copies that a page names', () => {
  it('are those for larger screens, the largest first', () => {
    document.body.innerHTML = '<img srcset="/a-400.jpg 400w, /a-1600.jpg 1600w, data:image/png;base64,AA 2000w, /a-800.jpg 800w"><img src="/b.jpg">';
    const [first, second] = document.querySelectorAll('img');
    expect(namedCopies(first!).map((address) => new URL(address).pathname)).toEqual(['/a-1600.jpg', '/a-800.jpg', '/a-400.jpg']);
    expect(namedCopies(second!)).toEqual([]);
    first!.setAttribute('srcset', Array.from({ length: 50 }, (_, i) => `/${i}.jpg ${i + 1}w`).join(', '));
    expect(namedCopies(first!)).toHaveLength(MAX_NAMED_COPIES);
  });
});
