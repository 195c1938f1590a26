import 'fake-indexeddb/auto';
import { pathToFileURL } from 'node:url';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHubModels, type HubModels } from '../../lib/flows/hub-models.ts';
import { openHubModel } from '../../lib/flows/open-hub-model.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { modelRepository, type ModelRepository } from '../../lib/store/model-repository.ts';
import { serveHub, type HubServer } from '../e2e/support/hub-server.ts';
import { aClassifier } from '../support/hub-classifier.ts';
import { aTextClassifier } from '../support/hub-text-classifier.ts';

const ID = 'harbour/red-or-blue';
const FILE = 'onnx/model.onnx';
const BASE_URL = `${pathToFileURL(`${import.meta.dirname}/../../public`).href}/`;

let database: Database;
let models: ModelRepository;
let hub: HubServer;
let hubModels: HubModels;
let room = 1e9;
let serial = 0;
const address = () => ({ server: hub.url, id: ID, revision: 'main' });
const state = async () => (await hubModels.all())[0]?.state;
/** Alters a small file that is kept. */
const inFile = (name: string, from: string, to: string) =>
  database.modelFiles.filter((file) => file.name === name).modify((file) => void Object.assign(file, { text: file.text.replace(from, to) }));
const opened = () => openHubModel(ID, { models, baseUrl: BASE_URL, now: () => 7 });

beforeEach(async () => {
  database = openDatabase(`hub-models-${serial++}`);
  models = modelRepository(database);
  room = 1e9;
  hub = await serveHub({ [ID]: aClassifier() });
  hubModels = createHubModels({ models, fetch, room: async () => room, now: () => 7, retryAfterMs: [0], onChanged: () => {} });
});
afterEach(async () => {
  await hub.close();
  await database.delete();
});

describe('a model of the reader’s', () => {
  it('is downloaded, checked against what the server stated, and starts', async () => {
    expect(await hubModels.download(address(), FILE)).toEqual({ ok: true, value: null });
    await expect.poll(state).toMatchObject({ kind: 'ready', downloadedAt: 7 });
    const [model] = await hubModels.all();
    expect(model).toMatchObject({ revision: hub.revision, meant: [0], use: 'off', state: { digest: model?.sha256 } });
    expect(await opened()).toMatchObject({ ok: true, value: { id: 'picture-hub', version: hub.revision.slice(0, 7) } });
  });

  it('is not kept where other bytes come than were stated', async () => {
    hub.faults.otherBytes = true;
    await hubModels.download(address(), FILE);
    await expect.poll(state).toEqual({ kind: 'partial', doneBytes: 0, step: 'paused', why: 'altered' });
    expect(await database.modelPieces.count()).toBe(0);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['weights', () => database.modelPieces.toCollection().modify((piece) => void (piece.bytes[100]! ^= 1))],
    ['weights, cut short', () => database.modelPieces.toCollection().modify((piece) => void Object.assign(piece, { bytes: piece.bytes.slice(1) }))],
    ['configuration', () => inFile('config.json', 'human', 'other')],
    ['preparation', () => inFile('preprocessor_config.json', '0.5', '0.4')],
  ])('does not start where its %s is not what was downloaded', async (_, alter) => {
    await hubModels.download(address(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    await alter();
    expect(await opened()).toMatchObject({ ok: false, error: { why: 'model-altered' } });
  });

  it('is not begun where there is no room for it, and says so', async () => {
    room = 10;
    expect(await hubModels.download(address(), FILE)).toMatchObject({ ok: false, error: { why: 'no-room' } });
    expect(await hubModels.all()).toEqual([]);
  });

  it('is not run before its reader said what unclear classes mean', async () => {
    await hub.close();
    hub = await serveHub({ [ID]: aClassifier({ labels: ['LABEL_0', 'LABEL_1'] }) });
    await hubModels.download(address(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    expect(await opened()).toMatchObject({ ok: false, error: { why: 'not-confirmed' } });
    await hubModels.confirm(ID, [7]);
    expect(await opened()).toMatchObject({ ok: false });
    await hubModels.confirm(ID, [1]);
    expect(await opened()).toMatchObject({ ok: true });
  });

  it('that is something else than a classifier of pictures does not start', async () => {
    await hub.close();
    const { files } = aClassifier();
    hub = await serveHub({ [ID]: { files: { ...files, [FILE]: new Uint8Array(5000).fill(7) } } });
    await hubModels.download(address(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    expect(await opened()).toMatchObject({ ok: false, error: { why: 'no-classifier' } });
  });

  it('goes with everything else when everything is erased, also one that is on its way', async () => {
    let release: (() => void) | undefined;
    hub.faults.hold = new Promise((resolve) => (release = resolve));
    await hubModels.download(address(), FILE);
    await expect.poll(() => hub.asked).toContain('cdn 0-');
    hubModels.pauseAll();
    await eraseEverything(database);
    release?.();
    expect(await hubModels.all()).toEqual([]);
    expect(await database.modelPieces.count()).toBe(0);
  });
});

describe('a model of texts', () => {
  const LETTERS = 'harbour/letters';
  const letters = () => ({ ...address(), id: LETTERS });
  const openedLetters = () => openHubModel(LETTERS, { models, baseUrl: BASE_URL, now: () => 7 });
  const tokenizerBytes = aTextClassifier().files['tokenizer.json']!.length;
  const weightBytes = aTextClassifier().files[FILE]!.length;

  beforeEach(async () => {
    await hub.close();
    hub = await serveHub({ [ID]: aClassifier(), [LETTERS]: aTextClassifier() });
  });

  it('comes with the file by which texts are taken apart, both checked, and starts', async () => {
    expect(await hubModels.lookUp(letters())).toMatchObject({ value: { kind: 'text', labels: ['ham', 'spam'], meant: [1], variants: [{ bytes: weightBytes + tokenizerBytes }] } });
    expect(hub.asked).toEqual(['api', 'file config.json', 'file tokenizer_config.json']);
    await hubModels.download(letters(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    expect(await hubModels.all()).toMatchObject([{ kind: 'text', bytes: weightBytes + tokenizerBytes, state: { digest: (await hubModels.all())[0]?.sha256 } }]);
    expect(await openedLetters()).toMatchObject({ ok: true, value: { id: 'text-hub', version: hub.revision.slice(0, 7) } });
  });

  it('paused before its weights came keeps its tokenizer, and does not ask for it again', async () => {
    let release: (() => void) | undefined;
    hub.faults.hold = new Promise((resolve) => (release = resolve));
    await hubModels.download(letters(), FILE);
    await expect.poll(() => hub.asked).toContain('cdn 0-');
    hubModels.pause(LETTERS);
    expect(await state()).toEqual({ kind: 'partial', step: 'paused', doneBytes: tokenizerBytes });
    release?.();
    await hubModels.resume(LETTERS);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    expect(hub.asked.filter((each) => each === 'file tokenizer.json')).toHaveLength(1);
  });

  it('is not kept where its tokenizer has another length than was stated', async () => {
    hub.faults.padTokenizer = 1;
    await hubModels.download(letters(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'partial', doneBytes: 0, step: 'paused', why: 'altered' });
    expect(await database.modelFiles.filter(({ name }) => name === 'tokenizer.json').count()).toBe(0);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['tokenizer', () => inFile('tokenizer.json', 'ferry', 'fairy')],
    ['way of taking texts apart', () => inFile('tokenizer_config.json', 'true', 'false')],
    ['weights', () => database.modelPieces.toCollection().modify((piece) => void (piece.bytes[100]! ^= 1))],
  ])('does not start where its %s is not what was downloaded', async (_, alter) => {
    await hubModels.download(letters(), FILE);
    await expect.poll(state).toMatchObject({ kind: 'ready' });
    await alter();
    expect(await openedLetters()).toMatchObject({ ok: false, error: { why: 'model-altered' } });
  });

  it('is used beside one of pictures, and goes with all of its files', async () => {
    await hubModels.download(address(), FILE);
    await hubModels.download(letters(), FILE);
    await expect.poll(async () => (await hubModels.all()).map((each) => each.state.kind)).toEqual(['ready', 'ready']);
    await hubModels.use(ID, 'automatic');
    await hubModels.use(LETTERS, 'on-click');
    expect((await hubModels.all()).map(({ id, use }) => `${id} ${use}`).sort()).toEqual([`${LETTERS} on-click`, `${ID} automatic`]);
    await hubModels.remove(LETTERS);
    expect(await database.modelFiles.toCollection().primaryKeys()).toEqual([[ID, 'config.json'], [ID, 'preprocessor_config.json']]);
  });

  it('without a tokenizer, or with one beyond all measure, is refused', async () => {
    await hub.close();
    const { 'tokenizer.json': _, ...files } = aTextClassifier().files;
    hub = await serveHub({ [LETTERS]: { files } });
    expect(await hubModels.lookUp(letters())).toMatchObject({ ok: false, error: { why: 'no-classifier' } });
  });
});

it('a database of version 2 keeps its models, which are of pictures, with all that they need to start', async () => {
  const name = `before-${serial++}`;
  await hubModels.download(address(), FILE);
  await expect.poll(state).toMatchObject({ kind: 'ready' });
  const [row] = await models.all();
  const [piece] = await database.modelPieces.toArray();
  const files = await models.files(ID);
  const { kind: _kind, meant, tokenizer: _tokenizer, ...rest } = row!;

  const before = new Dexie(name);
  before.version(1).stores({ settings: 'id', lists: 'id', blobs: '[listId+part], listId', findings: 'name, at', secrets: 'id' });
  before.version(2).stores({ models: 'id', modelPieces: '[modelId+n], modelId' });
  await before.table('models').put({ ...rest, generated: meant, config: files.get('config.json'), preprocessor: files.get('preprocessor_config.json') });
  await before.table('modelPieces').put(piece);
  before.close();

  const after = openDatabase(name);
  const migrated = modelRepository(after);
  expect(await migrated.all()).toEqual([row]);
  expect(await migrated.files(ID)).toEqual(files);
  expect(await openHubModel(ID, { models: migrated, baseUrl: BASE_URL, now: () => 7 })).toMatchObject({ ok: true, value: { id: 'picture-hub' } });
  await after.delete();
});

it('a database of version 1 gets its tables for models, and keeps what it held', async () => {
  const name = `before-${serial++}`;
  const before = new Dexie(name);
  before.version(1).stores({ settings: 'id', lists: 'id', blobs: '[listId+part], listId', findings: 'name, at', secrets: 'id' });
  await before.table('settings').put({ id: 'settings', settings: { locale: 'de' } });
  before.close();
  const after = openDatabase(name);
  expect(await after.settings.get('settings')).toEqual({ id: 'settings', settings: { locale: 'de' } });
  expect(await modelRepository(after).all()).toEqual([]);
  await after.delete();
});
