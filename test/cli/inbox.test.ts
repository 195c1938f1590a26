import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publicKey } from '../../lib/lists/event.ts';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { senderOf, aReport, wrapped } from '../support/lists-inbox.ts';
import { NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-inbox-'));
const at = (name: string) => join(folder, name);
const BITS = 5;
const DRAFT = {
  name: 'Shop scams',
  charter: 'Shops that send nothing.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }, { name: 'Parody', core: 'x-parody' }],
  inbox: { relays: ['wss://inbox.example/'], pow: BITS },
  flags: [
    { subject: 'good.example', label: 'Scam', date: '2026-11-02' },
    { subject: 'both.example', label: 'Scam' },
    { subject: 'both.example', label: 'Parody', polarity: 'disputes' },
  ],
};

let relay: RelayServer;
let id: string;
beforeAll(async () => {
  relay = await serveRelay();
  for (const [name, keys] of [['keys', TEST_KEYS], ['others', OTHER_KEYS]] as const) writeFileSync(at(`${name}.json`), await sealKeys(keys, 'a passphrase for tests', seededRandom('cli'), 14));
  writeFileSync(at('draft.json'), JSON.stringify(DRAFT));
  const { inbox: _, ...closed } = DRAFT;
  writeFileSync(at('closed.json'), JSON.stringify(closed));
  const built = await lists('build', '--in', at('draft.json'), '--keys', at('keys.json'), '--out', at('list.flaglist'));
  await lists('build', '--in', at('closed.json'), '--keys', at('keys.json'), '--out', at('closed.flaglist'));
  id = built.out[1]!.slice(3);
});
afterAll(async () => {
  await relay.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  relay.events.length = 0;
});

/** At a time a little after the list was built. */
const lists = (...args: string[]) => witnessmark(['lists', ...args], { nowMs: () => NOW_MS + 60_000 });
const appeal = (...more: string[]) => lists('appeal', at('list.flaglist'), '--subject', 'good.example', '--text', 'We deliver.\nAsk the ledger.', '--relay', relay.url, ...more);
const inbox = (...more: string[]) => lists('inbox', at('list.flaglist'), '--keys', at('keys.json'), '--relay', relay.url, ...more);

describe('an appeal', () => {
  test('is shown before it is sent, with what it reveals', async () => {
    const shown = await appeal();
    expect(shown.code).toBe(0);
    expect(shown.out).toEqual([
      'an appeal to the curators of Shop scams',
      '  subject   domain:good.example',
      '  disputes  that the list asserts Scam, week of 2026-11-02',
      '  text      We deliver.',
      '            Ask the ledger.',
      `Only who holds the inbox key ${publicKey(TEST_KEYS.inbox)} can read it.`,
      `These relays learn that somebody at your network address writes to that key, now, and how much: ${relay.url}`,
      expect.stringMatching(/^Work: 5 bits, about a second on this machine/),
      'Nothing was sent; --send and --keep APPEALS.json send it.',
    ]);
    expect(relay.events).toEqual([]);
  });

  test('goes to the relays of the list where no others are named', async () => {
    const { out } = await lists('appeal', at('list.flaglist'), '--subject', 'good.example', '--text', 'No.');
    expect(out.join()).toContain('and how much: wss://inbox.example/');
  });

  test('is read by the curators, answered, and its answer found once', async () => {
    const sent = await appeal('--keep', at('appeals.json'), '--send');
    expect([sent.code, sent.notes]).toEqual([0, []]);
    expect(sent.out).toContain(`${relay.url}: taken`);
    const appealId = sent.out.find((line) => line.startsWith('appeal '))!.slice(7);
    if (process.platform !== 'win32') expect(statSync(at('appeals.json')).mode & 0o777).toBe(0o600);
    expect((await lists('answers', at('appeals.json'))).out).toEqual(['Shop scams, domain:good.example, appealed 2026-11-22: no answer yet']);

    const read = await inbox();
    expect([read.code, ...read.out]).toEqual([
      0,
      `appeal ${appealId}`,
      expect.stringMatching(/^ {2}2026-11-22, \d+ bits of work, on the list$/),
      '  subject   domain:good.example',
      '  disputes  that the list asserts Scam, week of 2026-11-02',
      '  text      We deliver.',
      '            Ask the ledger.',
      '1 note; nothing refused',
    ]);

    const answer = ['answer', at('list.flaglist'), '--keys', at('keys.json'), '--relay', relay.url, '--to', appealId.slice(0, 12), '--reason', 'The parcels came.'];
    const shown = await lists(...answer, '--outcome', 'retract');
    expect(shown.out).toContain('take out of the draft: {"subject":"domain:good.example","label":"Scam"}');
    expect(shown.out.at(-1)).toBe('Nothing was sent; --send sends it.');
    expect(relay.events).toHaveLength(1);
    const answered = await lists(...answer, '--outcome', 'retract', '--send');
    expect([answered.code, answered.out.at(-1)]).toEqual([0, `${relay.url}: taken`]);

    const told = [`Shop scams, domain:good.example, appealed 2026-11-22: retract, 2026-11-22\n  The parcels came.`];
    expect((await lists('answers', at('appeals.json'))).out).toEqual(told);
    expect(readFileSync(at('appeals.json'), 'utf8')).not.toContain('secret');
    // From now on nobody is asked.
    relay.asked.length = 0;
    expect((await lists('answers', at('appeals.json'))).out).toEqual(told);
    expect(relay.asked).toEqual([]);
    const [json] = (await lists('answers', at('appeals.json'), '--json')).out;
    expect(JSON.parse(json!)).toMatchObject({ id: appealId, list: id, answer: { outcome: 'retract', reason: 'The parcels came.' } });
  });

  test('that is amended names the line that goes, and the one that comes; both make the next list', async () => {
    const sent = await lists('appeal', at('list.flaglist'), '--subject', 'both.example', '--label', 'parody', '--text', 'It is.', '--relay', relay.url, '--keep', at('second.json'), '--send');
    const appealId = sent.out.find((line) => line.startsWith('appeal '))!.slice(7);
    const answer = ['answer', at('list.flaglist'), '--keys', at('keys.json'), '--relay', relay.url, '--to', appealId, '--reason', 'So it is.', '--outcome', 'amend'];
    expect((await lists(...answer)).code).toBe(2);
    const { out } = await lists(...answer, '--polarity', 'asserts', '--confidence', '0.5');
    const [gone, put] = ['take out of the draft: ', 'put into the draft: '].map((what) => JSON.parse(out.find((line) => line.startsWith(what))!.slice(what.length)) as object);
    expect(gone).toEqual({ subject: 'domain:both.example', label: 'Parody', polarity: 'disputes' });
    expect(put).toEqual({ subject: 'domain:both.example', label: 'Parody', polarity: 'asserts', confidence: 0.5 });
    writeFileSync(at('amended.json'), JSON.stringify({ ...DRAFT, flags: [...DRAFT.flags.slice(0, 2), put] }));
    await lists('build', '--in', at('amended.json'), '--keys', at('keys.json'), '--after', at('list.flaglist'), '--out', at('next.flaglist'));
    expect((await lists('lookup', at('next.flaglist'), 'domain:both.example')).out.join()).toContain('asserts x-parody (Parody), 51 % sure');
    // The flag that was disputed is gone: the curator sees it.
    expect((await lists('inbox', at('next.flaglist'), '--keys', at('keys.json'), '--relay', relay.url)).out[1]).toContain('not on the list');
  });

  test.each<[string, number, RegExp, readonly string[]]>([
    ['against what is not flagged', 1, /does not flag fine\.example/, ['--subject', 'fine.example', '--text', 'x']],
    ['against one of two flags, unnamed', 2, /--label says which/, ['--subject', 'both.example', '--text', 'x']],
    ['under a label that the list does not have', 2, /it has Scam, Parody/, ['--subject', 'both.example', '--label', 'Fraud', '--text', 'x']],
    ['without a text', 2, /--text TEXT is missing/, ['--subject', 'good.example']],
    ['with nothing in its text', 1, /wrong field: text/, ['--subject', 'good.example', '--text', ' ']],
    ['that rings', 1, /wrong field: text/, ['--subject', 'good.example', '--text', 'a\u0007']],
    ['whose key is not kept', 2, /--keep APPEALS\.json is missing/, ['--subject', 'good.example', '--text', 'x', '--send']],
  ])('%s is not sent', async (_, code, why, args) => {
    const refused = await lists('appeal', at('list.flaglist'), '--relay', relay.url, ...args);
    expect([refused.code, refused.notes.join()]).toEqual([code, expect.stringMatching(why)]);
    expect(relay.events).toEqual([]);
  });

  test('that no relay takes leaves no key behind, and says why', async () => {
    const gone = await lists('appeal', at('list.flaglist'), '--subject', 'good.example', '--text', 'x', '--relay', 'ws://127.0.0.1:1/', '--keep', at('gone.json'), '--send');
    expect([gone.code, gone.notes.join()]).toEqual([1, expect.stringContaining('did not take it')]);
    expect(readFileSync(at('gone.json'), 'utf8')).not.toContain('secret');
  });

  test('to a list without an inbox is told where else to turn', async () => {
    const { code, notes } = await lists('appeal', at('closed.flaglist'), '--subject', 'good.example', '--text', 'x');
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('its contact for appeals is "appeals@example.org"')]);
  });

  test('ends when its work is interrupted', async () => {
    writeFileSync(at('hard.json'), JSON.stringify({ ...DRAFT, inbox: { relays: [], pow: 28 } }));
    await lists('build', '--in', at('hard.json'), '--keys', at('keys.json'), '--out', at('hard.flaglist'));
    const args = ['lists', 'report', at('hard.flaglist'), '--subject', 'x.example', '--label', 'Scam', '--relay', relay.url, '--send'];
    const { code, out } = await witnessmark(args, { nowMs: () => NOW_MS + 60_000, untilInterrupted: () => AbortSignal.timeout(200) });
    expect(code).toBe(130);
    expect(out.join()).toMatch(/Work: 28 bits, about \d+ (minutes|hours) on this machine/);
    expect(relay.events).toEqual([]);
  });
});

describe('an inbox', () => {
  test('is read with reports, what was refused and why, and remembers both what it cost and what it refused', async () => {
    for (const text of ['One.', 'Two.']) {
      const sent = await lists('report', at('list.flaglist'), '--subject', 'https://bad.example/offer', '--label', 'Scam', '--text', text, '--relay', relay.url, '--send');
      expect([sent.code, sent.out[1]]).toEqual([0, '  subject   url:https://bad.example/offer']);
    }
    const elsewhere = await wrapped(aReport({ list: 'ef'.repeat(32) }), { bits: BITS });
    const lazy = await wrapped(aReport({ list: id }), { bits: 1, secret: senderOf('lazy') });
    relay.events.push(elsewhere.wrap as never, lazy.wrap as never);
    const { out } = await inbox('--json', '--state', at('state.json'));
    const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.slice(0, -1).map(({ text }) => text).toSorted()).toEqual(['One.', 'Two.']);
    expect(lines[0]).toMatchObject({ type: 'report', label: 1, subject: { kind: 'url', canonical: 'https://bad.example/offer' }, onList: false, from: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(lines.at(-1)).toMatchObject({ refused: { 'other-list': 1, 'too-little-work': 1 }, spent: { events: 3, signatures: 6, decryptions: 6 }, relays: [{ relay: relay.url }] });

    const again = JSON.parse((await inbox('--json', '--state', at('state.json'), '--budget', '4')).out.at(-1)!) as object;
    // Two of four notes were left today.
    expect(again).toMatchObject({ refused: { known: 1, 'over-budget': 1 }, spent: { signatures: 8 } });
  });

  test('shows what a stranger wrote as text, whatever it is', async () => {
    const text = '\u202eevil \u2028line';
    await lists('report', at('list.flaglist'), '--subject', 'bad.example', '--label', 'Scam', '--text', text, '--relay', relay.url, '--send');
    const shown = (await inbox()).out.join('\n');
    expect(shown).toContain('text       evil  line');
    expect(shown).not.toMatch(/[\u202e\u2028]/);
    expect((await inbox('--json')).out[0]).toContain(String.raw`\u202eevil \u2028line`);
  });

  test('opens with its key alone', async () => {
    const { code, notes } = await lists('inbox', at('list.flaglist'), '--keys', at('others.json'), '--relay', relay.url);
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('holds the inbox key')]);
    expect(relay.asked.some((filter) => JSON.stringify(filter).includes(publicKey(OTHER_KEYS.inbox)))).toBe(false);
  });

  test('is not filled by one message without end, and no note goes to more relays than a list may name', async () => {
    await lists('report', at('list.flaglist'), '--subject', 'bad.example', '--label', 'Scam', '--relay', relay.url, '--send');
    relay.meddle = (message) => (message.startsWith('["EVENT"') ? [message.replace('"content":"', `"content":"${'A'.repeat(5_000_000)}`)] : [message]);
    const flooded = await inbox();
    relay.meddle = () => undefined;
    expect([flooded.code, flooded.notes.join()]).toEqual([1, expect.stringContaining(relay.url)]);
    const many = await lists('report', at('list.flaglist'), '--subject', 'x.example', '--label', 'Scam', ...Array.from({ length: 5 }, () => ['--relay', relay.url]).flat());
    expect([many.code, many.notes.join()]).toEqual([2, expect.stringContaining('at most 4 relays')]);
  });

  test('of which no relay can be read says so', async () => {
    const { code, notes } = await lists('inbox', at('list.flaglist'), '--keys', at('keys.json'), '--relay', 'ws://127.0.0.1:1/');
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('could not be reached')]);
  });

  test('does not answer reports, nor what is not there', async () => {
    await lists('report', at('list.flaglist'), '--subject', 'bad.example', '--label', 'Scam', '--relay', relay.url, '--send');
    const reportId = (JSON.parse((await inbox('--json')).out[0]!) as { readonly id: string }).id;
    const { code, notes } = await lists('answer', at('list.flaglist'), '--keys', at('keys.json'), '--relay', relay.url, '--to', reportId, '--outcome', 'uphold', '--reason', 'x');
    expect([code, notes.join()]).toEqual([1, expect.stringContaining('there is no appeal')]);
  });
});

describe('a draft', () => {
  test('may flag by a key, as notes and lists know a subject', async () => {
    const key = '5ae1'.padEnd(24, '0');
    writeFileSync(at('keyed.json'), JSON.stringify({ ...DRAFT, flags: [{ key, label: 'Scam' }] }));
    const { code, out } = await lists('build', '--in', at('keyed.json'), '--keys', at('keys.json'), '--out', at('keyed.flaglist'));
    expect([code, out[0]]).toEqual([0, expect.stringContaining('1 flag,')]);
    writeFileSync(at('wrong.json'), JSON.stringify({ ...DRAFT, flags: [{ key, subject: 'a.example', label: 'Scam' }] }));
    expect((await lists('build', '--in', at('wrong.json'), '--keys', at('keys.json'), '--out', at('x'))).notes.join()).toContain('one of subject, key, pdq and picture');
  });

  test('says where notes are taken; other words of it are a new root', async () => {
    expect((await lists('inspect', at('list.flaglist'))).out.join()).toMatch(/inbox +[0-9a-f]{64} \(at wss:\/\/inbox\.example\/, 5 bits of work\)/);
    expect((await lists('inspect', at('closed.flaglist'))).out.join()).toContain('(takes nothing)');
    const changed = await lists('build', '--in', at('closed.json'), '--keys', at('keys.json'), '--after', at('list.flaglist'), '--out', at('x'));
    expect(changed.notes.join()).toContain('(inbox)');
    const later = { nowMs: () => NOW_MS + 3_600_000 };
    const next = await witnessmark(['lists', 'change-root', '--after', at('closed.flaglist'), '--in', at('draft.json'), '--keys', at('keys.json'), '--out', at('opened.flaglist')], later);
    expect(next.code, next.notes.join()).toBe(0);
    expect(next.out).toContain('  inbox-relay-added: wss://inbox.example/ (needs consent)');
    expect((await witnessmark(['lists', 'inspect', at('opened.flaglist')], later)).out.join()).toContain('5 bits of work');
  });
});
