import { describe, expect, it } from 'vitest';
import type { CoreLabel } from '../../lib/core/label.ts';
import type { Field } from '../../lib/provenance/metadata.ts';
import { NAMESPACES } from '../../lib/provenance/marks/mark-reader.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { aFileWith, aJpegFile, aPngFile, aRiffFile, asciiComment, bytesOf, exifOf, jpegSegment, pngText, riffChunk, unicodeComment, type PngTextKind } from '../support/provenance-files.ts';

const A1111 = 'a lighthouse at dusk, oil paint\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x512';
const COMFY_PROMPT = '{"3":{"class_type":"KSampler","inputs":{"seed":42,"steps":20}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{}}}';
/** As Python writes it, which is not JSON. */
const COMFY_NAN = '{"3":{"class_type":"KSampler","inputs":{"seed":NaN},"is_changed":[NaN, -Infinity]}}';
const COMFY_WORKFLOW = '{"last_node_id":9,"nodes":[{"id":1,"type":"KSampler"}],"links":[[1,4,0,3,0,"MODEL"]],"version":0.4}';
const FOOOCUS = '{"prompt":"a lighthouse","negative_prompt":"","performance":"Speed","base_model":"juggernautXL","seed":42}';
const SWARM = '{"sui_image_params":{"prompt":"a lighthouse","model":"sdxl","seed":42}}';
const NOVEL_AI = '{"prompt":"a lighthouse","steps":28,"sampler":"k_euler","seed":42}';
const INVOKE = '{"app_version":"4.2.0","generation_mode":"txt2img","positive_prompt":"a lighthouse"}';
const DRAW_THINGS = '{"c":"a lighthouse","model":"sd_v1.5_f16.ckpt","sampler":"DPM++ 2M","seed":42,"steps":30,"uc":"","v2":{}}';
const JOB = '123e4567-e89b-12d3-a456-426614174000';
const SIGNATURE = 'Signature: MEUCIQDx0m7Nq3s5b8k2v1aYfU9cZk4P0w==';

const png = (name: string, text: string): Field => ({ where: 'png-text', name, text });
const exif = (name: string, text: string): Field => ({ where: 'exif', name, text });
const comment = (text: string): Field => ({ where: 'jpeg-comment', name: 'COM', text });
const xmp = (prefix: keyof typeof NAMESPACES, name: string, text: string): Field => ({ where: 'xmp', name: NAMESPACES[prefix] + name, text });
const credit = (text: string): Field => ({ where: 'iptc', name: 'Credit', text });

/** Who made it, and what the file holds. A new generator's cases go here. */
const MARKED: readonly (readonly [generator: string, fields: readonly Field[], label?: CoreLabel])[] = [
  ['Stable Diffusion WebUI', [png('parameters', A1111)]],
  ['Stable Diffusion WebUI', [exif('UserComment', A1111)]],
  ['Stable Diffusion WebUI', [comment(A1111)]],
  ['Stable Diffusion WebUI (extras)', [png('postprocessing', 'Postprocess upscale by: 4, Postprocess upscaler: R-ESRGAN 4x+')], 'ai-edited'],
  ['SwarmUI', [png('parameters', SWARM)]],
  ['SwarmUI', [exif('UserComment', SWARM)]],
  ['ComfyUI', [png('prompt', COMFY_PROMPT)]],
  ['ComfyUI', [png('workflow', COMFY_WORKFLOW)]],
  ['ComfyUI', [png('prompt', COMFY_NAN)]],
  ['ComfyUI', [exif('Make', `workflow:${COMFY_WORKFLOW}`)]],
  ['ComfyUI', [exif('Model', `prompt:${COMFY_PROMPT}`)]],
  ['Easy Diffusion', [png('negative_prompt', 'blurry')]],
  ['InvokeAI', [png('invokeai_metadata', INVOKE)]],
  ['InvokeAI', [png('sd-metadata', '{"model":"stable diffusion","model_weights":"sd-1.5","image":{"prompt":[]}}')]],
  ['InvokeAI', [png('Dream', '"a lighthouse" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms')]],
  ['NovelAI', [png('Comment', NOVEL_AI), png('Software', 'NovelAI')]],
  ['Fooocus', [png('parameters', FOOOCUS)]],
  ['Fooocus', [png('Comment', FOOOCUS)]],
  ['Fooocus', [comment(FOOOCUS)]],
  ['Fooocus', [png('parameters', '{"Prompt":"a lighthouse","steps":30,"software":"RuinedFooocus"}')]],
  ['Draw Things', [xmp('exif:', 'UserComment', DRAW_THINGS)]],
  ['Hugging Face', [png('hf-job-id', JOB)]],
  ['Midjourney', [xmp('dc:', 'description', `a lighthouse --v 6 Job ID: ${JOB}`)]],
  ['Midjourney', [png('Description', `a lighthouse --ar 3:2 Job ID: ${JOB}`)]],
  ['Ideogram', [exif('Make', 'Ideogram AI')]],
  ['Reve', [exif('Software', 'reve.com')]],
  ['Reve', [xmp('xmp:', 'CreatorTool', 'reve.com')]],
  ['Aphrodite AI', [exif('Software', 'Aphrodite AI')]],
  ['Aphrodite AI', [xmp('xmp:', 'CreatorTool', 'Aphrodite AI')]],
  ['Grok', [exif('ImageDescription', SIGNATURE), exif('Artist', JOB)]],
  ['Google AI', [credit('Made with Google AI')]],
  ['Google AI', [xmp('photoshop:', 'Credit', 'Made with Google AI')]],
  ['Google AI', [credit('Edited with Google AI')], 'ai-edited'],
];

/** What looks like a mark and is none. */
const UNMARKED: readonly (readonly [what: string, fields: readonly Field[]])[] = [
  ['parameters of something else', [png('parameters', 'f/2.8, 1/250 s, ISO 100')]],
  ['steps without a sampler', [png('parameters', 'Steps: 20 to the top')]],
  ['a prompt that is no graph', [png('prompt', '{"a":{"class_type":"KSampler"}}')]],
  ['a prompt that is an empty graph', [png('prompt', '{}')]],
  ['a prompt in words', [png('prompt', 'a lighthouse at dusk')]],
  ['a prompt with broken JSON', [png('prompt', COMFY_PROMPT.slice(0, -1))]],
  ['a workflow of another program', [png('workflow', '{"steps":["import","export"]}')]],
  ['nodes that inherit nothing', [png('prompt', '{"__proto__":{"class_type":1,"inputs":{}}}')]],
  ['a comment without the software', [png('Comment', NOVEL_AI)]],
  ['a comment in words', [png('Comment', 'Created with GIMP')]],
  ['Dream as a title', [png('Dream', 'a dream of lighthouses -s')]],
  ['software that is none of these', [png('Software', 'Adobe Photoshop'), exif('Software', 'GIMP 2.10')]],
  ['a word that begins alike', [png('Software', 'NovelAIr')]],
  ['a job without its number', [png('Description', 'Job ID: 7')]],
  ['a camera of nearly that make', [exif('Make', 'Ideogram AI fan')]],
  ['a site named within a text', [exif('Software', 'see reve.com for more')]],
  ['a signature without an artist', [exif('ImageDescription', SIGNATURE)]],
  ['a signature beside a person', [exif('ImageDescription', SIGNATURE), exif('Artist', 'A. Painter')]],
  ['a description with a signature in it', [exif('ImageDescription', `My ${SIGNATURE}`), exif('Artist', JOB)]],
  ['a credit that is said otherwise', [credit('Made with Google AI? No.')]],
  ['the right words in the wrong field', [png('Title', A1111), exif('Model', A1111), xmp('dc:', 'title', `Job ID: ${JOB}`)]],
  ['a name with a space', [png(' parameters', A1111)]],
];

describe.each(MARKED.map(([name, fields, label]) => ({ name, fields, label: label ?? 'ai-made' })))('$name, $fields', ({ name, fields, label }) => {
  const told = fields[0]!;
  const { bytes, type, inserted } = aFileWith(...fields);

  it('is told, with the generator and how its words begin', () => {
    const [mark] = readMarks(bytes, type);
    expect(mark).toMatchObject({ kind: 'generator', where: told.where, strength: 'declared', label });
    expect(mark?.value).toBe(`${name}: ${told.text.slice(0, 200)}`);
  });

  it('is nothing before or after the container', () => {
    expect(readMarks(bytesOf(type === 'png' ? aPngFile() : aJpegFile(), inserted), type)).toEqual([]);
    expect(readMarks(bytesOf(inserted, bytes), type)).toEqual([]);
  });

  it('is nothing where the container is cut within it', () => {
    const at = Buffer.from(bytes).indexOf(Buffer.from(inserted));
    for (const kept of [0.1, 0.5, 0.9]) expect(readMarks(bytes.subarray(0, at + Math.floor(inserted.length * kept)), type).filter(({ value }) => value.endsWith(told.text.slice(-20)))).toEqual([]);
    expect(readMarks(bytes.subarray(0, at), type)).toEqual([]);
  });
});

it.each(UNMARKED)('%s is no mark', (_, fields) => {
  expect(readMarks(aFileWith(...fields).bytes, aFileWith(...fields).type)).toEqual([]);
});

describe('the same text', () => {
  it.each<PngTextKind>(['tEXt', 'zTXt', 'iTXt', 'iTXt compressed'])('is read from %s', (kind) => {
    expect(readMarks(aPngFile(pngText('parameters', `${A1111} – größer`, kind)), 'png')[0]?.value).toMatch(/^Stable Diffusion WebUI: a lighthouse/);
  });

  it.each([
    ['in ASCII', asciiComment, 'le'],
    ['in UTF-16, high byte first, as most write it', unicodeComment('be'), 'le'],
    ['in UTF-16, low byte first', unicodeComment('le'), 'be'],
    ['in the order of its TIFF', unicodeComment('be'), 'be'],
  ] as const)('is read from EXIF %s, in JPEG and WebP', (_, write, order) => {
    const block = exifOf([exif('UserComment', A1111)], order, write);
    for (const [type, bytes] of [
      ['jpeg', aJpegFile(jpegSegment(0xe1, bytesOf('Exif\0\0', block)))],
      ['webp', aRiffFile('WEBP', riffChunk('EXIF', block))],
      ['webp', aRiffFile('WEBP', riffChunk('EXIF', bytesOf('Exif\0\0', block)))],
    ] as const) {
      expect(readMarks(bytes, type)).toMatchObject([{ value: `Stable Diffusion WebUI: ${A1111.slice(0, 200)}`, where: 'exif', field: 'UserComment' }]);
    }
  });

  it('is not read from EXIF in JIS', () => {
    const block = exifOf([exif('UserComment', A1111)], 'le', (text) => bytesOf('JIS\0\0\0\0\0', Buffer.from(text)));
    expect(readMarks(aJpegFile(jpegSegment(0xe1, bytesOf('Exif\0\0', block))), 'jpeg')).toEqual([]);
  });

  it('is not read where it is longer than a megabyte, nor where it unfolds to that', () => {
    const long = `${A1111}, Extra: ${'x'.repeat(1 << 20)}`;
    expect(readMarks(aPngFile(pngText('parameters', long)), 'png')).toEqual([]);
    expect(readMarks(aPngFile(pngText('parameters', long, 'zTXt')), 'png')).toEqual([]);
    expect(readMarks(aPngFile(pngText('parameters', long, 'iTXt compressed')), 'png')).toEqual([]);
  });

  it('is told once however often it is there', () => {
    expect(readMarks(aPngFile(pngText('parameters', A1111), pngText('parameters', A1111)), 'png')).toHaveLength(1);
  });

  it('is cut without tearing a character apart', () => {
    const [mark] = readMarks(aPngFile(pngText('parameters', `${'x'.repeat(199)}\u{1F30A}\nSteps: 20, Sampler: Euler`)), 'png');
    expect(mark?.value).toBe(`Stable Diffusion WebUI: ${'x'.repeat(199)}`);
  });
});
