// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../support/sites-rules-of.ts';

describe('a page is read', () => {
  it.each([
    ['https://bsky.app/', 'bsky'],
    ['https://main.bsky.app/profile/ada.example.com', 'bsky'],
    ['https://notbsky.app/', 'generic'],
    ['https://bsky.app.example.com/', 'generic'],
    ['https://gazette.example.com/messages/', 'generic'],
    ['https://x.com/ada', 'generic'],
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
