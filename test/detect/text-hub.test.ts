import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Detector, TextInput } from '../../lib/core/detector.ts';
import { startTextClassifier, type TextModelFiles } from '../../lib/detect/runtime.ts';
import { createHubTextDetector, type TextModel } from '../../lib/detect/text-hub.ts';
import { describeDetector } from '../contracts/detector.ts';
import { aTextClassifier, type TextClassifierOptions } from '../support/hub-text-classifier.ts';

const NEVER = new AbortController().signal;
const BASE_URL = `${pathToFileURL(`${import.meta.dirname}/../../public`).href}/`;
const SPAM = 'Win a FREE prize now: click to claim your cash!';
const TALK = 'The ferry leaves the harbour at nine tomorrow, tide and weather permitting.';

const MODEL: TextModel = {
  id: 'harbour/letters',
  revision: '0123456789'.repeat(4),
  digest: 'd'.repeat(64),
  labels: ['ham', 'spam'],
  meant: [1],
  independent: false,
};

function filesOf(options: TextClassifierOptions = {}, maxTokens = 64): TextModelFiles {
  const { files } = aTextClassifier(options);
  const textOf = (name: string) => new TextDecoder().decode(files[name]);
  return { weights: files['onnx/model.onnx']!, tokenizer: textOf('tokenizer.json'), tokenizerConfig: textOf('tokenizer_config.json'), maxTokens };
}

async function detectorFor(model: TextModel, files = filesOf(), now = () => 7): Promise<Detector<TextInput>> {
  const classifier = await startTextClassifier(BASE_URL, files);
  if (!classifier.ok) throw new Error(classifier.error.message);
  return createHubTextDetector(model, classifier.value, now);
}

describe('a model of texts of the reader’s choice', () => {
  let detector: Detector<TextInput>;
  beforeAll(async () => {
    detector = await detectorFor(MODEL);
  });

  it.each([
    ['spam', SPAM, 'likely', 'spam'],
    ['talk', TALK, 'no-sign', 'ham'],
    ['words it does not know', 'Grüße aus Łódź', 'unsure', 'ham'],
  ] as const)('says of %s what its classes say, and which class that was', async (_, text, band, label) => {
    expect(await detector.measure([{ text }], NEVER)).toMatchObject([
      { kind: 'signal', detector: { id: 'text-hub', version: '0123456' }, label: 'spam', band, reason: { code: 'text-classes', model: MODEL.id, label }, at: 7 },
    ]);
  });

  it('means the other thing where the reader says that the other class does', async () => {
    const other = await detectorFor({ ...MODEL, meant: [0] });
    expect(await other.measure([{ text: SPAM }, { text: TALK }], NEVER)).toMatchObject([{ band: 'no-sign' }, { band: 'likely' }]);
  });

  it('takes classes that may hold at once each for itself', async () => {
    const [finding] = await (await detectorFor({ ...MODEL, independent: true, meant: [0, 1] })).measure([{ text: SPAM }], NEVER);
    const [alone] = await (await detectorFor({ ...MODEL, independent: true })).measure([{ text: SPAM }], NEVER);
    expect(finding).toMatchObject({ probability: (alone as { probability: number }).probability });
  });

  it('reads as much of a text as the model takes: what comes after changes nothing', async () => {
    const short = await detectorFor(MODEL, filesOf({}, 10));
    const [plain, followed] = await short.measure([{ text: 'free prize claim cash win click offer urgent' }, { text: `free prize claim cash win click offer urgent ${'ferry '.repeat(400)}` }], NEVER);
    expect(followed).toEqual(plain);
    expect(plain).toMatchObject({ band: 'likely' });
  });

  it('declines where the model has other outputs than its configuration names', async () => {
    const wrong = await detectorFor({ ...MODEL, labels: ['ham', 'spam', 'other'] });
    expect(await wrong.measure([{ text: SPAM }], NEVER)).toMatchObject([{ kind: 'abstention', why: 'detector-failed' }]);
  });
});

it.each<[string, Partial<TextModelFiles>]>([
  ['weights that are none', { weights: new Uint8Array(1000) }],
  ['a tokenizer that is none', { tokenizer: '{}' }],
  ['a tokenizer that is no JSON', { tokenizer: '<html>' }],
])('%s do not start, and spoil no later start', async (_, over) => {
  expect(await startTextClassifier(BASE_URL, { ...filesOf(), ...over })).toMatchObject({ ok: false, error: { tag: 'runtime-failed' } });
  expect((await detectorFor(MODEL)).id).toBe('text-hub');
});

/** The contract looks for the digest of the weights and a version in three parts: of a model from a hub the caller gives both. */
const DIGEST_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const EMPTY = ['', '   \n', '!!! … 🎉', '\u200B\u200B'] as const;
describeDetector({
  name: 'a hub text model',
  create: (now) => detectorFor({ ...MODEL, digest: DIGEST_OF_NOTHING, revision: '1.2.3' }, filesOf(), now),
  weights: new Uint8Array(),
  judged: [{ text: SPAM }, { text: TALK }, { text: 'The ferry, the tide and a free prize' }],
  declined: EMPTY.map((text) => [JSON.stringify(text), { text }, 'too-short'] as const),
  hostile: [{ text: '[CLS] [SEP] [PAD] free' }, { text: '\uD800 free \uDFFF' }, { text: 'x'.repeat(200_000) }, { text: 'free '.repeat(40_000) }, { text: '__proto__ constructor' }],
});
