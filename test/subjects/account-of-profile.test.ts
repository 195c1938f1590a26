import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOfProfile } from '../../lib/subjects/account-of-profile.ts';

describe('the account of a pasted profile link', () => {
  it.each([
    ['https://x.com/Harbour_Watch', 'x:harbour_watch'],
    ['https://mobile.twitter.com/harbour/with_replies?s=20', 'x:harbour'],
    ['https://x.com/home', undefined],
    ['https://x.com/i/status/1', undefined],
    ['https://bsky.app/profile/Alice.example', 'bsky:alice.example'],
    ['https://bsky.app/profile/did%3Aplc%3Az72i7hdynmk6r22z27h6tvur', 'bsky:did:plc:z72i7hdynmk6r22z27h6tvur'],
    ['https://bsky.app/search', undefined],
    ['https://old.reddit.com/user/Harbour-Pilot/comments/', 'reddit:harbour-pilot'],
    ['https://www.reddit.com/r/ships', undefined],
    ['https://news.ycombinator.com/user?id=Pilot', 'hn:Pilot'],
    ['https://news.ycombinator.com/item?id=1', undefined],
    ['https://mastodon.social/@harbour', 'fedi:harbour@mastodon.social'],
    ['https://mastodon.social/@harbour@sea.example', 'fedi:harbour@sea.example'],
    ['https://sea.example/users/harbour', 'fedi:harbour@sea.example'],
    ['https://sea.example/about', undefined],
    ['https://www.youtube.com/@harbour', undefined],
    ['https://www.tiktok.com/@harbour', undefined],
    ['https://www.threads.net/@harbour', undefined],
    ['http://192.168.0.1/@harbour', undefined],
    ['javascript:alert(1)//@harbour', undefined],
    ['harbour', undefined],
    ['', undefined],
  ])('%s', (link, account) => {
    expect(accountOfProfile(link)).toBe(account);
  });

  it('is nothing or an account for any text, without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (link) => {
        expect(accountOfProfile(link) ?? 'x:').toMatch(/^(x|bsky|fedi|reddit|hn):/);
      }),
    );
  });
});
