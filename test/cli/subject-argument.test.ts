import { expect, test } from 'vitest';
import { CommandError } from '../../cli/command.ts';
import { parseCsvRow } from '../../cli/csv-row.ts';
import { subjectsOf } from '../../cli/lists/subject-argument.ts';

const SHA256 = 'ab'.repeat(32);

test.each<[string, readonly string[]]>([
  ['url:https://Example.org', ['url:https://example.org/']],
  ['https://example.org/a?utm_source=x', ['url:https://example.org/a', 'domain:example.org']],
  ['https://x.com/anyone/status/12', ['post:x:12', 'url:https://x.com/anyone/status/12', 'domain:x.com']],
  ['post:x:12', ['post:x:12']],
  ['post:https://x.com/anyone/status/12', ['post:x:12']],
  ['account:bsky:Alice.Example', ['account:bsky:alice.example']],
  ['@alice.example', ['account:bsky:alice.example']],
  ['@alice@social.example', ['account:fedi:alice@social.example']],
  ['did:plc:abcdefghijklmnopqrstuvwx', ['account:bsky:did:plc:abcdefghijklmnopqrstuvwx']],
  ['domain:WWW.example.org', ['domain:example.org']],
  ['example.org', ['domain:example.org']],
  [SHA256, [`media:sha256:${SHA256}`]],
  [`media:sha256:${SHA256.toUpperCase()}`, [`media:sha256:${SHA256}`]],
])('%s stands for %j', (text, subjects) => {
  expect(subjectsOf(text).map(({ kind, canonical }) => `${kind}:${canonical}`)).toEqual(subjects);
});

test.each(['', 'alice', '@alice', 'account:alice', 'account:nowhere:alice', 'media:123', 'domain:', 'post:', 'url:no'])(
  '"%s" names nobody and nothing',
  (text) => {
    expect(() => subjectsOf(text)).toThrow(CommandError);
  },
);

test.each<[string, readonly string[]]>([
  ['a,b', ['a', 'b']],
  ['', ['']],
  ['a,,', ['a', '', '']],
  ['"a,b","say ""no""",c', ['a,b', 'say "no"', 'c']],
  ['"a"b,c', ['"a"b', 'c']],
])('a row %j has the cells %j', (row, cells) => {
  expect(parseCsvRow(row)).toEqual(cells);
});
