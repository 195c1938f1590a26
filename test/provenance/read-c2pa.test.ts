import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_CREDENTIALS, NO_TRUST, type C2paReading, type C2paState } from '../../lib/core/c2pa-reading.ts';
import type { CoreLabel } from '../../lib/core/label.ts';
import { c2paClaims } from '../../lib/provenance/c2pa-claims.ts';
import { createReadC2pa } from '../../lib/provenance/read-c2pa.ts';
import { openC2paInNode } from '../../lib/provenance/read-c2pa-node.ts';
import { NAUGHTY } from '../support/core-naughty-strings.ts';
import { signed } from '../support/c2pa-builder.ts';
import { pemOf } from '../support/c2pa-certificates.ts';
import { coveredOf } from '../support/c2pa-covered.ts';
import { created, makeC2paPictures, makeSigners, plainJpeg, REMOTE_URL, SIGNED_AT, type C2paPictures, type Signers } from '../support/c2pa-pictures.ts';
import { aPicture } from '../support/media-pictures.ts';
import { seededRandom } from '../../training/pictures/random.ts';

const NOW = 1_800_000_000_000;
const { readC2pa, end } = openC2paInNode();
let signers: Signers;
let pictures: C2paPictures;

beforeAll(async () => {
  signers = await makeSigners();
  pictures = await makeC2paPictures(signers);
});
afterAll(end);

const read = (bytes: Uint8Array, trust = signers.trust): Promise<C2paReading> => readC2pa(bytes, trust);
const claimsOf = (reading: C2paReading): readonly (readonly [CoreLabel, boolean])[] => c2paClaims(reading, NOW).map(({ label, signed: isSigned }) => [label, isSigned] as const);

describe('what credentials amount to', () => {
  const CASES: readonly (readonly [picture: keyof C2paPictures, state: C2paState, claims: readonly (readonly [CoreLabel, boolean])[]])[] = [
    ['plain', 'none', []],
    ['remoteOnly', 'remote-only', []],
    ['capture', 'trusted', [['camera-capture', true]]],
    ['generated', 'trusted', [['ai-made', true]]],
    ['unknownSigner', 'unknown-signer', [['camera-capture', false]]],
    ['expired', 'expired', [['camera-capture', false]]],
    ['expiredButStamped', 'trusted', [['camera-capture', true]]],
    ['changed', 'content-changed', []],
    ['changedManifest', 'invalid', []],
    ['strictlyInvalid', 'invalid', []],
    ['cut', 'unreadable', []],
    ['edited', 'trusted', [['human-edited', true], ['camera-capture', true]]],
    ['filled', 'trusted', [['ai-edited', true]]],
    ['composite', 'trusted', [['ai-edited', true]]],
    ['prompted', 'trusted', [['ai-made', true]]],
    ['identified', 'trusted', [['camera-capture', true]]],
  ];

  it.each(CASES)('%s: %s, claims %j', async (picture, state, claims) => {
    const reading = await read(pictures[picture]);
    expect([reading.state, claimsOf(reading)]).toEqual([state, claims]);
  });

  it.each(['png', 'webp', 'avif'] as const)('is read from %s as from JPEG', async (type) => {
    const bytes = await signed(await aPicture(type, 32, 32), { signer: signers.camera, mediaType: `image/${type}`, actions: [created('digitalCapture')] });
    expect((await read(bytes)).state).toBe('trusted');
  });
});

describe('who is trusted', () => {
  it('nobody, where no list is installed; it is said so', async () => {
    const reading = await read(pictures.capture, NO_TRUST);
    expect([reading.state, claimsOf(reading)]).toEqual(['no-trust-list', [['camera-capture', false]]]);
    expect((await read(pictures.expired, NO_TRUST)).state).toBe('expired');
  });

  it('a signer on the list before the official one, by its authority or by name', async () => {
    expect((await read(pictures.capture, { ...NO_TRUST, interim: signers.trust.signers })).state).toBe('trusted');
    expect((await read(pictures.capture, { ...NO_TRUST, interim: pemOf(signers.camera) })).state).toBe('trusted');
    expect((await read(pictures.capture, { ...NO_TRUST, interim: pemOf(signers.editor) })).state).toBe('unknown-signer');
  });

  it('not one whom a list of time stampers names: stamping times is not signing', async () => {
    const stampers = { ...signers.trust, signers: signers.trust.timeStampers, timeStampers: signers.trust.signers };
    expect((await read(pictures.capture, stampers)).state).toBe('unknown-signer');
    expect((await read(pictures.capture, { ...NO_TRUST, timeStampers: signers.trust.signers })).state).toBe('no-trust-list');
  });

  it('a time only by who is known to stamp it: without that an old certificate has run out', async () => {
    expect((await read(pictures.capture)).signer?.timeStamper).toEqual({ name: 'Harbour Clocks, Clock 1', known: true });
    const unknown = await read(pictures.expiredButStamped, { ...signers.trust, timeStampers: '' });
    expect(unknown.state).toBe('expired');
  });

  it.each(['not a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])('not by a list that is none: %j', async (text) => {
    expect((await read(pictures.capture, { ...NO_TRUST, signers: text })).state).toBe('unknown-signer');
  });
});

describe('what is told of them', () => {
  it('who signed, by whose certificate, when, and by whose clock', async () => {
    expect((await read(pictures.capture)).signer).toEqual({
      name: 'Harbour Tests, Harbour Camera 7',
      issuer: 'Harbour Tests, Harbour Root',
      signedAt: SIGNED_AT.getTime(),
      timeStamper: { name: 'Harbour Clocks, Clock 1', known: true },
    });
  });

  it('what was done, by what and when, in order', async () => {
    const { actions, tool } = await read(pictures.edited);
    expect(tool).toBe('Harbour Editor 2');
    expect(actions).toEqual([
      { name: 'c2pa.opened' },
      { name: 'c2pa.color_adjustments', description: 'Brightness', by: 'Harbour Editor 2', at: Date.parse('2026-05-01T09:59:30Z'), sourceType: 'humanEdits' },
      { name: 'c2pa.cropped' },
    ]);
  });

  it('what it was made from, and how that came about', async () => {
    const { ingredients, sourceTypes } = await read(pictures.composite);
    expect(ingredients.map(({ title, role, credentials, sourceTypes: terms }) => [title, role, credentials, terms])).toEqual([
      ['capture.jpg', 'componentOf', 'held', ['digitalCapture']],
      ['generated.jpg', 'componentOf', 'held', ['trainedAlgorithmicMedia']],
    ]);
    expect(sourceTypes).toEqual([
      { term: 'composite', of: 'itself', trusted: true },
      { term: 'digitalCapture', of: 'componentOf', trusted: true },
      { term: 'trainedAlgorithmicMedia', of: 'componentOf', trusted: true },
    ]);
  });

  it('whose it is said to be, no more verified than it is', async () => {
    expect((await read(pictures.identified)).identities).toEqual([{ name: 'Far Press, Ada Author', kind: 'cawg.x509.cose', verified: 'unknown' }]);
  });

  it('what its maker wishes, in either vocabulary', async () => {
    expect((await read(pictures.unwilling)).wishes).toEqual([
      { use: 'ai_training', wish: 'notAllowed' },
      { use: 'data_mining', wish: 'constrained' },
      { use: 'ai_inference', wish: 'allowed' },
    ]);
  });

  it('where other credentials are kept, as a text', async () => {
    expect((await read(pictures.remoteOnly)).remoteUrl).toBe(REMOTE_URL);
  });

  it('nobody’s words, where they contradict themselves', async () => {
    expect(await read(pictures.changedManifest)).toMatchObject({ actions: [], sourceTypes: [], ingredients: [], wishes: [] });
  });
});

describe('hostile credentials', () => {
  it('say no more than texts, bounded in length and number', async () => {
    // Halves of characters are not to be had in JSON of the builder.
    const texts = NAUGHTY.map((text) => Buffer.from(text).toString());
    const actions = texts.map((text, i) => ({ action: i === 0 ? 'c2pa.created' : text, softwareAgent: { name: text, version: text }, digitalSourceType: text, parameters: { description: text } }));
    const bytes = await signed(await plainJpeg(), { signer: signers.camera, title: texts.at(-1)!, tool: { name: texts.at(-2)!, version: '1' }, actions });
    const reading = await read(bytes);
    expect(reading.actions.length).toBeLessThanOrEqual(32);
    expect(JSON.stringify(reading).length).toBeLessThan(30_000);
    const told = textsIn(reading);
    expect(told.length).toBeGreaterThan(20);
    for (const text of told) expect(text.length).toBeLessThanOrEqual(120);
    expect(({} as { pwned?: unknown }).pwned).toBeUndefined();
  });

  it('cost nothing but an answer where the library trapped or never answered', async () => {
    const failing = createReadC2pa(() => Promise.reject(new WebAssembly.RuntimeError('unreachable')));
    expect(await failing(pictures.capture, NO_TRUST)).toEqual({ ...NO_CREDENTIALS, state: 'unreadable', problems: ['stopped'] });
  });

  it('in answers of any form are unreadable', async () => {
    for (const store of ['', 'null', '[]', '{}', '{"active_manifest":"__proto__","manifests":{}}', '{"active_manifest":"a","manifests":{"a":null}}', '{"active_manifest":"a","manifests":{"a":[]}}']) {
      const strange = createReadC2pa(async () => ({ ok: true, value: { store, certificates: store } }));
      expect((await strange(pictures.capture, NO_TRUST)).state).toBe('unreadable');
    }
    const odd = '{"active_manifest":"a","manifests":{"a":{"assertions":[null,1,{"label":"c2pa.actions","data":{"actions":[null,{"action":7},{"action":"x","when":{}}]}}],"ingredients":[3,{"active_manifest":"a","title":[]}]}}}';
    const strange = createReadC2pa(async () => ({ ok: true, value: { store: odd, certificates: '{' } }));
    expect(await strange(pictures.capture, NO_TRUST)).toEqual({ ...NO_CREDENTIALS, state: 'invalid' });
  });
});

describe('flipped bits', () => {
  let traps = 0;
  const FLIPS = Number(process.env['WITNESSMARK_C2PA_FLIPS'] ?? 200);

  it(`${FLIPS} of them, one at a time: what a hash covers is never trusted after, and the library answers on`, { timeout: 3_600_000 }, async () => {
    const random = seededRandom(7);
    const bytes = pictures.edited;
    const before = await read(bytes);
    const isCovered = coveredOf(bytes);
    const states = new Map<string, number>();
    for (let i = 0; i < FLIPS; i++) {
      const at = Math.floor(random() * bytes.length);
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << Math.floor(random() * 8);
      const reading = await read(flipped);
      const where = isCovered(at) ? 'covered' : 'not covered';
      states.set(`${where}: ${reading.state}`, (states.get(`${where}: ${reading.state}`) ?? 0) + 1);
      if (where === 'covered') expect([at, reading.state]).not.toEqual([at, 'trusted']);
      // What no hash covers says nothing but the time.
      else if (reading.state === 'trusted') expect({ ...reading, signer: reading.signer?.name }).toEqual({ ...before, signer: before.signer?.name });
      if (reading.problems.some((problem) => /stopped|too long|RuntimeError|unreachable/.test(problem))) traps++;
    }
    console.log(`${FLIPS} flipped bits: ${[...states].sort().map(([state, n]) => `${state} ${n}`).join(', ')}; ${traps} traps`);
    expect(await read(bytes)).toEqual(before);
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const DATA = join(process.env['WITNESSMARK_DATA'] ?? join(import.meta.dirname, '../../../shared/data'), 'c2pa');
if (!existsSync(DATA)) console.log(`17 files skipped: no data at ${DATA}`);

describe.skipIf(!existsSync(DATA))('files of others', () => {
  const EXPECTED: Readonly<Record<string, readonly [withoutList: C2paState, withLists: C2paState]>> = {
    'amazon-titan-g1.png': ['no-trust-list', 'unknown-signer'],
    'libpng-test.png': ['none', 'none'],
    'nested_moov_1000.mp4': ['none', 'none'],
    'riff_bomb_1000.wav': ['none', 'none'],
    'rs-C.jpg': ['no-trust-list', 'trusted'],
    'rs-CA.jpg': ['no-trust-list', 'trusted'],
    'rs-E-sig-CA.jpg': ['invalid', 'invalid'],
    'rs-XCA.jpg': ['content-changed', 'content-changed'],
    'rs-cloud-remote-manifest.jpg': ['remote-only', 'remote-only'],
    'rs-no_alg.jpg': ['unreadable', 'unreadable'],
    'rs-no_manifest.jpg': ['none', 'none'],
    'rs-ocsp-photoshop-genai.jpg': ['no-trust-list', 'unknown-signer'],
    'test.webp': ['none', 'none'],
    'tiff_poc.tiff': ['none', 'none'],
    'trustnxt-icon-signed-timestamp.jpg': ['no-trust-list', 'trusted'],
    'trustnxt-icon-signed-v2-bmff.heic': ['no-trust-list', 'unknown-signer'],
    'trustnxt-icon.jpg': ['none', 'none'],
  };
  const text = (file: string): string => readFileSync(join(DATA, file), 'utf8');

  it.each(Object.entries(EXPECTED).filter(([file]) => existsSync(join(DATA, file))))('%s: %s', async (file, [withoutList, withLists]) => {
    const bytes = readFileSync(join(DATA, file));
    expect((await read(bytes, NO_TRUST)).state).toBe(withoutList);
    // The tests' own certificates of the C2PA library stand in for the list before the official one.
    const lists = { signers: text('trust-official/C2PA-TRUST-LIST.pem'), timeStampers: text('trust-official/C2PA-TSA-TRUST-LIST.pem'), interim: text('trust/test_cert_root_bundle.pem') };
    expect((await read(bytes, lists)).state).toBe(withLists);
  });

  it('are all in the table', () => {
    expect(readdirSync(DATA).filter((name) => name.includes('.'))).toEqual(expect.arrayContaining([]));
    expect(readdirSync(DATA).filter((name) => name.includes('.') && !(name in EXPECTED))).toEqual([]);
  });
});
