// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { rulesOf } from '../support/sites-rules-of.ts';

describe('a page is read', () => {
  it.each([
    ['https://bsky.app/', 'bsky'],
    ['https://main.bsky.app/profile/ada.example.com', 'bsky'],
    ['https://notbsky.app/', 'generic'],
    ['https://bsky.app.example.com/', 'generic'],
    ['https://gazette.example.com/messages/', 'generic'],
    ['https://x.com/ada', 'x'],
    ['https://twitter.com/ada/status/1', 'x'],
    ['https://www.reddit.com/r/harbour/', 'reddit'],
    ['https://news.ycombinator.com/item?id=1', 'hn'],
    ['https://x.com.example.org/', 'generic'],
  ])('%s as %s', (address, site) => {
    const rules = rulesOf(document, new URL(address))();
    expect(rules.site).toBe(site);
    expect(rules.containers).not.toBe('');
  });

  it.each([
    'https://bsky.app/messages',
    'https://bsky.app/messages/3kabc',
    'https://bsky.app/settings/account',
    'https://x.com/messages/1-2',
    'https://x.com/settings/profile',
    'https://chat.reddit.com/room/1',
    'https://old.reddit.com/message/inbox/',
    'https://news.ycombinator.com/login',
    'https://twitter.com/i/chat',
    'https://www.facebook.com/messages/t/1',
    'https://www.instagram.com/direct/inbox/',
    'https://www.reddit.com/chat',
    'https://www.messenger.com/t/1',
    'https://discord.com/channels/@me/1',
    'https://mail.google.com/mail/u/0/',
  ])('%s not at all: it is private', (address) => {
    expect(rulesOf(document, new URL(address))()).toMatchObject({ containers: '', searched: '', pagePost: '' });
  });
});

describe('what a page contains decides', () => {
  afterEach(() => (document.documentElement.innerHTML = ''));

  it.each([
    ['a server that runs Mastodon, on any host', 'https://social.example/home', '<div id="mastodon"></div>', 'fedi', '.status'],
    ['one that only says so', 'https://social.example/home', '<meta name="application-name" content="Mastodon 4.4">', 'fedi', '.status'],
    ['not a word of it in the text', 'https://social.example/home', '<p>We run Mastodon</p>', 'generic', 'article'],
    ['Reddit in its old design', 'https://www.reddit.com/', '<div id="header-bottom-left"></div>', 'reddit', '.thing.link'],
    ['Reddit in its new one', 'https://www.reddit.com/', '<shreddit-app></shreddit-app>', 'reddit', 'shreddit-post'],
  ])('%s', (_, address, html, site, container) => {
    document.body.innerHTML = html;
    const rules = rulesOf(document, new URL(address))();
    expect([rules.site, rules.containers]).toEqual([site, expect.stringContaining(container)]);
  });

  it.each(['https://social.example/conversations', 'https://social.example/deck/timelines/direct', 'https://social.example/settings/profile'])(
    '%s is private on such a server: nothing is read',
    (address) => {
      document.body.innerHTML = '<div id="mastodon"></div>';
      expect(rulesOf(document, new URL(address))()).toMatchObject({ site: 'fedi', containers: '', searched: '' });
    },
  );
});
