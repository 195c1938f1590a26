import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InboxNote } from '../../lib/core/inbox-note.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';
import { decodeInboxNote, encodeInboxNote } from '../../lib/lists/inbox-note.ts';
import { aReport, anAnswer, anAppeal, LIST } from '../support/lists-inbox.ts';

const RUNS = Number(process.env['WITNESSMARK_MUTATIONS'] ?? 2000);

const line = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll(/\p{Cc}/gu, ' '));
const lines = fc.array(line, { maxLength: 4 }).map((each) => each.join('\n'));
const someLines = lines.map((text) => `x${text}`);
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((each) => Buffer.from(each).toString('hex'));
const kind = fc.constantFrom(...SUBJECT_KINDS);
const subject = fc.oneof(fc.record({ kind, canonical: line.map((text) => `x${text}`) }), fc.record({ kind, key: hex(12) }));
const label = fc.integer({ min: 1, max: 255 });
const note: fc.Arbitrary<InboxNote> = fc.oneof(
  fc.record({ type: fc.constant('report' as const), list: hex(32), subject, label, text: lines }),
  fc.record({ type: fc.constant('appeal' as const), list: hex(32), subject, flag: fc.record({ label, polarity: fc.constantFrom('asserts' as const, 'disputes' as const), week: fc.nat(0xffff) }), text: someLines }),
  fc.record({ type: fc.constant('answer' as const), list: hex(32), to: hex(32), outcome: fc.constantFrom('uphold' as const, 'amend' as const, 'retract' as const), reason: someLines }),
);

test('a note is read back as it was written', () => {
  fc.assert(
    fc.property(note, (each) => {
      const content = encodeInboxNote(each);
      expect(content.ok && decodeInboxNote(content.value)).toEqual({ ok: true, value: each });
    }),
  );
});

test('notes have the writing that the protocol shows', () => {
  const written = [aReport({ subject: { kind: 'url', key: '0'.repeat(24) } }), anAppeal({ text: 'No.' }), anAnswer()].map((each) => encodeInboxNote(each));
  expect(written.map((each) => each.ok && each.value)).toEqual([
    `{"label":1,"list":"${LIST}","subject":{"key":"${'0'.repeat(24)}","kind":"url"},"text":"They took my money.","type":"report","v":1}`,
    `{"flag":{"label":1,"polarity":"asserts","week":320},"list":"${LIST}","subject":{"canonical":"good.example","kind":"domain"},"text":"No.","type":"appeal","v":1}`,
    `{"list":"${LIST}","outcome":"retract","reason":"We were wrong.","to":"${'cd'.repeat(32)}","type":"answer","v":1}`,
  ]);
});

const BYTES = [aReport(), anAppeal(), anAnswer()].map((each) => {
  const content = encodeInboxNote(each);
  return Buffer.from(content.ok ? content.value : '');
});

test.each(BYTES.map((bytes) => [JSON.parse(String(bytes)).type as string, bytes] as const))('of a mutated %s only the one writing of what was read is accepted', (_, bytes) => {
  const edit = fc.record({ at: fc.nat(bytes.length - 1), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) });
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const mutated = edits.reduce((so, { at, drop, put }) => Buffer.concat([so.subarray(0, at), put, so.subarray(at + drop)]), bytes).toString('utf8');
      const decoded = decodeInboxNote(mutated);
      seen[decoded.ok ? 'accepted' : 'refused'] += 1;
      if (decoded.ok) expect(encodeInboxNote(decoded.value)).toEqual({ ok: true, value: mutated });
    }),
    { numRuns: RUNS },
  );
  expect(seen.refused).toBeGreaterThan(RUNS / 4);
});

test.each<[string, InboxNote, string]>([
  ['a bell', aReport({ text: 'ring\u0007' }), 'malformed'],
  ['a carriage return', aReport({ text: 'a\r\nb' }), 'malformed'],
  ['a line feed in a subject', aReport({ subject: { kind: 'text', canonical: 'a\nb' } }), 'malformed'],
  ['half a character', aReport({ text: 'a\ud800' }), 'malformed'],
  ['more text than the limit', aReport({ text: 'x'.repeat(1001) }), 'malformed'],
  ['a text whose bytes are too many', aReport({ text: '\u8a9e'.repeat(1000) }), 'too-large'],
  ['a text of quotes', aReport({ text: '"'.repeat(1000) }), 'too-large'],
  ['a subject that is too long', aReport({ subject: { kind: 'text', canonical: 'x'.repeat(1001) } }), 'malformed'],
  ['a subject twice over', aReport({ subject: { kind: 'text', canonical: 'x', key: '0'.repeat(24) } as never }), 'malformed'],
  ['a label there cannot be', aReport({ label: 256 }), 'malformed'],
  ['an appeal that says nothing', anAppeal({ text: ' \n' }), 'malformed'],
  ['an answer without a reason', anAnswer({ reason: '' }), 'malformed'],
  ['an outcome there is not', anAnswer({ outcome: 'ignore' as never }), 'malformed'],
  ['another id than one of 32 bytes', anAnswer({ to: 'AB'.repeat(32) }), 'malformed'],
  ['one more member', { ...aReport(), name: 'me' } as never, 'malformed'],
])('is not written: %s', (_, each, tag) => {
  expect(encodeInboxNote(each)).toMatchObject({ ok: false, error: { tag } });
});

test.each<[string, string, string]>([
  ['nothing', '', 'malformed'],
  ['no JSON', '{', 'malformed'],
  ['another version', '{"list":"x","v":2}', 'malformed'],
  ['members in another order', `{"v":1,${String(BYTES[2]).slice(1).replace(',"v":1', '')}`, 'not-canonical'],
  ['a member written twice', String(BYTES[2]).replace('"v":1', '"v":1,"v":1'), 'not-canonical'],
  ['white space', `${String(BYTES[2])} `, 'not-canonical'],
  ['a megabyte', ' '.repeat(1_000_000), 'too-large'],
])('is not read: %s', (_, content, tag) => {
  expect(decodeInboxNote(content)).toMatchObject({ ok: false, error: { tag } });
});
