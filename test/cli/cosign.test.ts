import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { aDraft, builtList, NOW_MS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-cosign-'));
const at = (name: string) => join(folder, name);
const random = seededRandom('co-signers of the command line');
const [ann, ben] = [random(32), random(32)] as const;
const DRAFT = { name: 'Shop scams', charter: 'Shops that send nothing.', appealContact: 'appeals@example.org', labels: [{ name: 'Scam', core: 'scam' }] };
const draftOf = (...hosts: readonly string[]) => JSON.stringify({ ...DRAFT, flags: hosts.map((subject) => ({ subject, label: 'Scam' })) });
const lists = (...args: readonly string[]) => witnessmark(['lists', ...args]);

beforeAll(async () => {
  const seal = (keys: Parameters<typeof sealKeys>[0]) => sealKeys(keys, 'a passphrase for tests', random, 14);
  const none = { root: [], heads: [] };
  writeFileSync(at('all.json'), await seal({ ...TEST_KEYS, heads: [ann, ben], headThreshold: 2 }));
  writeFileSync(at('writer.json'), await seal({ ...none, writer: TEST_KEYS.writer }));
  writeFileSync(at('ann.json'), await seal({ ...none, heads: [ann] }));
  writeFileSync(at('draft.json'), draftOf('one.example', 'two.example'));
  writeFileSync(at('next.json'), draftOf('two.example', 'three.example', 'four.example'));
  const { code, notes } = await lists('build', '--in', at('draft.json'), '--keys', at('all.json'), '--out', at('first.flaglist'));
  if (code !== 0) throw new Error(notes.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('people who sign a list together', () => {
  test('sign one after another, each with their own keys, and see what they sign', async () => {
    const proposed = await lists('build', '--in', at('next.json'), '--after', at('first.flaglist'), '--keys', at('writer.json'), '--propose', '--out', at('proposal.flaglist'));
    expect([proposed.code, proposed.out.slice(2)]).toEqual([0, ['since update 1: 2 flags new or changed, 1 gone', 'waits for 1 co-signature: "lists cosign", then "lists finish"']]);
    expect((await lists('verify', at('proposal.flaglist'))).notes.join()).toContain('missing-signature');
    expect((await lists('publish', at('proposal.flaglist'), '--to', at('mirror'))).code).toBe(1);

    const looked = await lists('cosign', at('proposal.flaglist'), '--after', at('first.flaglist'));
    expect(looked.out[0]).toContain('Shop scams, update 2 proposed, 3 flags');
    const cosigned = await lists('cosign', at('proposal.flaglist'), '--keys', at('ann.json'), '--out', at('ann.cosigned'));
    expect([cosigned.code, cosigned.out.at(-1)]).toEqual([0, `wrote ${at('ann.cosigned')}`]);
    const finished = await lists('finish', at('proposal.flaglist'), '--cosigned', at('ann.cosigned'), '--keys', at('writer.json'), '--out', at('second.flaglist'));
    expect(finished.out[0]).toContain('Shop scams, update 2, 3 flags');
    expect((await lists('verify', at('second.flaglist'), '--after', at('first.flaglist'))).code).toBe(0);
  });

  test('confirm it in the same way', async () => {
    writeFileSync(at('older.flaglist'), await builtList(aDraft(), { ...TEST_KEYS, heads: [ann, ben], headThreshold: 2 }, { nowMs: NOW_MS - 3_600_000 }));
    expect((await lists('confirm', at('older.flaglist'), '--keys', at('writer.json'), '--out', at('no.flaglist'))).notes.join()).toContain('missing-signature');
    const proposed = await lists('confirm', at('older.flaglist'), '--keys', at('writer.json'), '--propose', '--out', at('again.flaglist'));
    expect(proposed.out).toContain('since update 1: 0 flags new or changed, 0 gone');
  });

  test('are told what is missing or wrong', async () => {
    const refused = await lists('cosign', at('proposal.flaglist'), '--keys', at('writer.json'), '--out', at('no.cosigned'));
    expect([refused.code, refused.notes.join()]).toEqual([1, expect.stringContaining('wrong-key')]);
    expect((await lists('cosign', at('proposal.flaglist'), '--keys', at('ann.json'))).code).toBe(2);
    expect((await lists('finish', at('proposal.flaglist'), '--keys', at('writer.json'), '--out', at('no.flaglist'))).code).toBe(2);
  });
});
