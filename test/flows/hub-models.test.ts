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
    expect(model).toMatchObject({ revision: hub.revision, generated: [0], use: 'off', state: { digest: model?.sha256 } });
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
    ['configuration', () => database.models.toCollection().modify((row) => void Object.assign(row, { config: { ...row.config, text: row.config.text.replace('human', 'other') } }))],
    ['preparation', () => database.models.toCollection().modify((row) => void Object.assign(row, { preprocessor: { ...row.preprocessor, text: row.preprocessor.text.replace('0.5', '0.4') } }))],
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
    expect(await opened()).toMatchObject({ ok: false, error: { why: 'not-for-pictures' } });
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

it('a database of the version before gets its tables for models, and keeps what it held', async () => {
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
