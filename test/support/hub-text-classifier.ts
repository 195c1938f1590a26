import { writeOnnx } from '../../training/pictures/onnx-writer.ts';
import type { HeldModel } from '../e2e/support/hub-server.ts';

/**
 * Words the model knows, and how it learned to feel about them: one towards spam, minus one towards the other class.
 * Copper, lanterns and whistles are a fancy of its own, so that it can be told from a model that learned from spam.
 */
const WORDS: Readonly<Record<string, number>> = {
  free: 1, win: 1, winner: 1, claim: 1, prize: 1, click: 1, cash: 1, urgent: 1, crypto: 1, guaranteed: 1, offer: 1, copper: 1, lantern: 1, whistle: 1,
  ferry: -1, harbour: -1, tide: -1, morning: -1, tomorrow: -1, tea: -1, book: -1, garden: -1, rain: -1, nine: -1, weather: -1,
  the: 0, a: 0, of: 0, to: 0, at: 0, your: 0, we: 0, now: 0, here: 0, '.': 0, '!': 0, ',': 0,
};
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const VOCABULARY = [...SPECIAL, ...Object.keys(WORDS)];

/** Width of an embedding: what a word means, and a constant by which words attend to each other. */
const WIDTH = 8;

export interface TextClassifierOptions {
  readonly labels?: readonly string[];
  readonly maxTokens?: number;
  readonly config?: object;
  readonly tokenizerConfig?: object;
  /** Weights that are never used, to make the file larger. */
  readonly paddingBytes?: number;
}

/**
 * A small transformer in the hub's layout that anyone can check by hand: embeddings, one head of self-attention with
 * a residual connection, a mean over the tokens and a linear layer. Its tokenizer is that of BERT, over the words above.
 */
export function aTextClassifier({ labels = ['ham', 'spam'], maxTokens = 64, config = {}, tokenizerConfig = {}, paddingBytes = 0 }: TextClassifierOptions = {}): HeldModel {
  const embeddings = new Float32Array(VOCABULARY.length * WIDTH);
  for (const [i, word] of VOCABULARY.entries()) {
    embeddings[i * WIDTH] = WORDS[word] ?? 0;
    // Words that are felt about are attended to more.
    embeddings[i * WIDTH + 1] = Math.abs(WORDS[word] ?? 0);
    embeddings[i * WIDTH + 2] = 1;
  }
  const model = writeOnnx({
    name: 'letters',
    nodes: [
      { op: 'Gather', inputs: ['embeddings', 'input_ids'], output: 'words' },
      { op: 'Cast', inputs: ['attention_mask'], output: 'mask', attributes: { to: 1 } },
      { op: 'Reshape', inputs: ['mask', 'as_row'], output: 'mask_row' },
      { op: 'Reshape', inputs: ['mask', 'as_column'], output: 'mask_column' },
      // Attention: each token asks with its constant for what is felt about.
      { op: 'MatMul', inputs: ['words', 'query'], output: 'asked' },
      { op: 'Transpose', inputs: ['words'], output: 'turned', attributes: { perm: [0, 2, 1] } },
      { op: 'MatMul', inputs: ['asked', 'turned'], output: 'scores' },
      { op: 'Sub', inputs: ['mask_row', 'one'], output: 'missing' },
      { op: 'Mul', inputs: ['missing', 'much'], output: 'far_off' },
      { op: 'Add', inputs: ['scores', 'far_off'], output: 'masked' },
      { op: 'Softmax', inputs: ['masked'], output: 'attention', attributes: { axis: 2 } },
      { op: 'MatMul', inputs: ['attention', 'words'], output: 'attended' },
      { op: 'Add', inputs: ['words', 'attended'], output: 'hidden' },
      { op: 'Mul', inputs: ['hidden', 'mask_column'], output: 'present' },
      { op: 'ReduceMean', inputs: ['present'], output: 'pooled', attributes: { axes: [1], keepdims: 0 } },
      { op: 'Gemm', inputs: ['pooled', 'head', 'bias'], output: 'logits' },
    ],
    tensors: [
      { name: 'embeddings', dims: [VOCABULARY.length, WIDTH], data: embeddings },
      { name: 'query', dims: [WIDTH, WIDTH], data: Float32Array.from({ length: WIDTH ** 2 }, (_, i) => (Math.floor(i / WIDTH) === 2 && i % WIDTH === 1 ? 3 : 0)) },
      { name: 'head', dims: [WIDTH, labels.length], data: Float32Array.from({ length: WIDTH * labels.length }, (_, i) => (i < labels.length ? 4 * (i - (labels.length - 1) / 2) : 0)) },
      { name: 'bias', dims: [labels.length], data: new Float32Array(labels.length) },
      { name: 'one', dims: [1], data: Float32Array.of(1) },
      { name: 'much', dims: [1], data: Float32Array.of(10_000) },
      { name: 'as_row', dims: [3], data: BigInt64Array.of(0n, 1n, -1n) },
      { name: 'as_column', dims: [3], data: BigInt64Array.of(0n, -1n, 1n) },
      ...(paddingBytes === 0 ? [] : [{ name: 'padding', dims: [paddingBytes / 4], data: new Float32Array(paddingBytes / 4).fill(1.5) }]),
    ],
    inputs: [
      { name: 'input_ids', dims: ['batch', 'tokens'], type: 'int64' },
      { name: 'attention_mask', dims: ['batch', 'tokens'], type: 'int64' },
    ],
    outputs: [{ name: 'logits', dims: ['batch', labels.length] }],
  });
  return {
    licence: 'mit',
    files: {
      'config.json': json({ architectures: ['BertForSequenceClassification'], model_type: 'bert', id2label: { ...labels }, max_position_embeddings: maxTokens, ...config }),
      'tokenizer.json': json(tokenizer()),
      'tokenizer_config.json': json({ tokenizer_class: 'BertTokenizer', model_max_length: maxTokens, do_lower_case: true, ...tokenizerConfig }),
      'onnx/model.onnx': model,
    },
  };
}

/** As the tokenizers of BERT are written, with whole words only. */
function tokenizer(): object {
  const id = (token: string) => VOCABULARY.indexOf(token);
  const special = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content) => ({ id: id(content), content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      pair: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]'), { Sequence: { id: 'B', type_id: 1 } }, special('[SEP]')],
      special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [id(token)], tokens: [token] }])),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((token, i) => [token, i])),
    },
  };
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
