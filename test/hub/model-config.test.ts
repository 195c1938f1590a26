import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInfo } from '../../lib/hub/look-up-model.ts';
import { decodeClasses } from '../../lib/hub/model-config.ts';
import { decodePreparation } from '../../lib/hub/picture-preparation.ts';
import { decodeTextPreparation } from '../../lib/hub/text-preparation.ts';

const MEANS = { image_mean: [0.5, 0.5, 0.5], image_std: [0.25, 0.25, 0.25] };
const prepared = (config: object) => decodePreparation(JSON.stringify({ ...MEANS, ...config }));

describe('how a model wants its pictures', () => {
  it.each<[string, object, object]>([
    ['a vision transformer', { size: { height: 224, width: 224 }, resample: 2 }, { resize: { width: 224, height: 224 }, crop: { width: 224, height: 224 }, filter: 'bilinear', scale: 1 / 255 }],
    ['an older one', { size: 256, resample: 3 }, { resize: { width: 256, height: 256 }, crop: { width: 256, height: 256 }, filter: 'bicubic' }],
    ['one that cuts out the middle', { size: { shortest_edge: 440 }, do_center_crop: true, crop_size: 384 }, { resize: { shortestEdge: 440 }, crop: { width: 384, height: 384 } }],
    ['one that cuts out a share', { size: { shortest_edge: 224 }, crop_pct: 0.875 }, { resize: { shortestEdge: 256 }, crop: { width: 224, height: 224 } }],
    ['one that takes pixels as they are', { do_resize: false, do_center_crop: true, crop_size: { height: 128, width: 96 } }, { resize: null, crop: { width: 96, height: 128 } }],
    ['one that does not normalise', { size: 224, do_normalize: false, image_mean: null }, { mean: [0, 0, 0], std: [1, 1, 1] }],
    ['one that leaves bytes as they are', { size: 224, do_rescale: false }, { scale: 1 }],
  ])('%s', (_, config, expected) => {
    expect(prepared(config)).toMatchObject({ ok: true, value: expected });
  });

  it.each<[string, object]>([
    ['no size', {}],
    ['a size beyond all measure', { size: 1e9 }],
    ['a size of nothing', { size: 0 }],
    ['a size that is no number', { size: '224' }],
    ['a size that differs from picture to picture', { size: { shortest_edge: 224 } }],
    ['padding', { size: 224, do_pad: true }],
    ['no means', { size: 224, image_mean: null }],
    ['a deviation of nothing', { size: 224, image_std: [1, 0, 1] }],
    ['four channels', { size: 224, image_mean: [0, 0, 0, 0] }],
    ['an unknown filter', { size: 224, resample: 9 }],
    ['a factor below nothing', { size: 224, rescale_factor: -1 }],
  ])('is refused with %s', (_, config) => {
    expect(prepared(config)).toMatchObject({ ok: false, error: { why: 'no-classifier' } });
  });

  it('is refused or bounded, whatever is written there', () => {
    const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(null), fc.boolean());
    const keys = ['do_resize', 'size', 'resample', 'do_center_crop', 'crop_size', 'crop_pct', 'do_rescale', 'rescale_factor', 'do_normalize', 'image_mean', 'image_std'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), (config) => {
        const read = prepared(config);
        if (read.ok) expect(Math.max(read.value.crop.width, read.value.crop.height)).toBeLessThanOrEqual(1024);
      }),
    );
  });
});

describe('the classes of a model', () => {
  it('are named in the order of its outputs', () => {
    expect(decodeClasses('{"id2label":{"1":"human","0":"artificial"}}')).toEqual({ ok: true, value: { kind: undefined, labels: ['artificial', 'human'], independent: false } });
  });

  it.each([
    ['picture', 'ViTForImageClassification', null, false],
    ['text', 'BertForSequenceClassification', 'single_label_classification', false],
    ['text', 'XLMRobertaForSequenceClassification', 'multi_label_classification', true],
  ] as const)('are those of a model of %ss: %s, %s', (kind, architecture, problem_type, independent) => {
    expect(decodeClasses(JSON.stringify({ id2label: { 0: 'ham' }, architectures: [architecture], problem_type }))).toMatchObject({ value: { kind, independent } });
  });

  it.each([
    'no json', '[]', '{}', '{"id2label":[]}', '{"id2label":{}}', '{"id2label":{"0":"a","2":"b"}}', '{"id2label":{"__proto__":"a"}}',
    '{"id2label":{"0":1}}', `{"id2label":{"0":"${'x'.repeat(201)}"}}`, '{"id2label":{"0":"a"},"architectures":["BertForTokenClassification"]}',
    '{"id2label":{"0":"a"},"architectures":["BertForSequenceClassification","ViTForImageClassification"]}',
    JSON.stringify({ id2label: Array.from({ length: 1000 }, () => 'x') }),
  ])('are refused in %s', (json) => {
    expect(decodeClasses(json)).toMatchObject({ ok: false, error: { why: 'no-classifier' } });
  });
});

describe('how many tokens a model takes', () => {
  const limit = (tokenizer: object, config: object) => decodeTextPreparation({ tokenizerConfig: JSON.stringify(tokenizer), config: JSON.stringify(config) });

  it.each<[string, object, object, number]>([
    ['what its tokenizer says', { model_max_length: 128 }, { max_position_embeddings: 512 }, 128],
    ['as many as it has positions', { model_max_length: 1e30 }, { max_position_embeddings: 256 }, 256],
    ['two fewer where two positions are never used', {}, { model_type: 'roberta', max_position_embeddings: 258 }, 256],
    ['512 where it could take more', { model_max_length: 8192 }, { max_position_embeddings: 8192 }, 512],
    ['512 where nothing is stated', { model_max_length: null }, {}, 512],
  ])('%s', (_, tokenizer, config, maxTokens) => {
    expect(limit(tokenizer, config)).toEqual({ ok: true, value: { maxTokens } });
  });

  it.each<[string, object, object]>([
    ['none', { model_max_length: 1 }, {}],
    ['less than none', {}, { max_position_embeddings: -5 }],
    ['no number', { model_max_length: '512' }, {}],
  ])('is refused where it is %s', (_, tokenizer, config) => {
    expect(limit(tokenizer, config)).toMatchObject({ ok: false, error: { why: 'no-classifier' } });
  });

  it('is refused or bounded, whatever is written there', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (tokenizerConfig, config) => {
        const read = decodeTextPreparation({ tokenizerConfig, config });
        if (read.ok) expect(read.value.maxTokens).toBeLessThanOrEqual(512);
      }),
    );
  });
});

describe('what a server has', () => {
  const info = (over: object) => decodeInfo(JSON.stringify({ sha: 'a'.repeat(40), siblings: [{ rfilename: 'onnx/model.onnx', size: 9 }], ...over }));
  const file = (rfilename: string, size = 9) => ({ rfilename, size });

  it('is its commit, its licence and the forms of its weights, the best for one thread first', () => {
    const siblings = [file('onnx/model.onnx'), { ...file('onnx/model_quantized.onnx', 3), lfs: { sha256: 'b'.repeat(64), size: 4, pointerSize: 1 } }, file('model.safetensors'), file('onnx/../evil.onnx')];
    expect(info({ siblings, cardData: { license: 'mit' } })).toEqual({
      ok: true,
      value: {
        revision: 'a'.repeat(40),
        licence: 'mit',
        variants: [
          { file: 'onnx/model_quantized.onnx', bytes: 4, sha256: 'b'.repeat(64) },
          { file: 'onnx/model.onnx', bytes: 9, sha256: null },
        ],
        tokenizer: null,
        isForPictures: false,
      },
    });
  });

  it.each<[string, object, string]>([
    ['a commit that is none', { sha: '../../x' }, 'no-such-model'],
    ['a digest that is none', { siblings: [{ rfilename: 'onnx/model.onnx', size: 9, lfs: { sha256: 'x' } }] }, 'no-such-model'],
    ['a size below nothing', { siblings: [file('onnx/model.onnx', -1)] }, 'no-such-model'],
    ['files without end', { siblings: Array.from({ length: 10_001 }, () => file('x')) }, 'no-such-model'],
    ['a gate before it', { gated: 'manual' }, 'no-such-model'],
    ['no ONNX', { siblings: [file('model.safetensors')] }, 'no-classifier'],
    ['weights in a second file', { siblings: [file('onnx/model.onnx'), file('onnx/model.onnx_data')] }, 'no-classifier'],
    ['more than may be kept', { siblings: [file('onnx/model.onnx', 2 ** 31)] }, 'too-large'],
  ])('is refused with %s', (_, over, why) => {
    expect(info(over)).toMatchObject({ ok: false, error: { why } });
  });
});
