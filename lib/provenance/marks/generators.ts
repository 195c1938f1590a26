import type { CoreLabel } from '../../core/label.ts';
import type { MarkPlace } from '../../core/mark.ts';
import { isRecord } from '../../core/is-record.ts';
import type { Field } from '../metadata.ts';
import { hasAll, jsonObject, type JsonObject } from './json-object.ts';
import { NAMESPACES, shortened, shownName, type MarkReader } from './mark-reader.ts';

/** The text of a field, and the object that it is in JSON, taken apart once for all who ask. */
interface Told {
  readonly text: string;
  readonly json: () => JsonObject | undefined;
}

/** How one generator marks what it makes. A new one is a row here and its cases in test/provenance/generators.test.ts. */
interface GeneratorRule {
  /** The generator's own name, as people know it. */
  readonly name: string;
  /** Fields that the mark may be in, as `where:name`. */
  readonly fields: readonly (`${MarkPlace}:${string}`)[];
  /** Whether the text is this generator's: a word that others may write as well is not enough. */
  readonly is: (told: Told, all: readonly Field[]) => boolean;
  /** Of a program that changes pictures; otherwise they are made by it. */
  readonly label?: CoreLabel;
}

const CREATOR_TOOL = `xmp:${NAMESPACES['xmp:']}CreatorTool` as const;
const DESCRIPTION = `xmp:${NAMESPACES['dc:']}description` as const;
const XMP_COMMENT = `xmp:${NAMESPACES['exif:']}UserComment` as const;
const CREDIT = `xmp:${NAMESPACES['photoshop:']}Credit` as const;

/** Where programs of the Stable Diffusion family put their parameters, in PNG and elsewhere. */
const PARAMETERS = ['png-text:parameters', 'exif:UserComment', 'jpeg-comment:COM'] as const;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** From the most particular to the most general: the first that knows a field names it. */
const RULES: readonly GeneratorRule[] = [
  { name: 'SwarmUI', fields: PARAMETERS, is: ({ json }) => isRecord(json()?.['sui_image_params']) },
  { name: 'Fooocus', fields: ['png-text:parameters', 'png-text:Comment', 'jpeg-comment:COM', 'exif:UserComment'], is: isFooocus },
  { name: 'NovelAI', fields: ['png-text:Comment'], is: (told, all) => hasNames(told, 'sampler') && all.some(isNovelAi) },
  { name: 'Stable Diffusion WebUI', fields: PARAMETERS, is: ({ text }) => /(?:^|\n|, )Steps: \d+/.test(text) && /, (?:Sampler|Seed|CFG scale|Size): |\nNegative prompt: /.test(text) },
  { name: 'Stable Diffusion WebUI (extras)', fields: ['png-text:postprocessing'], is: ({ text }) => /Postprocess|Upscale|GFPGAN|CodeFormer/i.test(text), label: 'ai-edited' },
  { name: 'ComfyUI', fields: ['png-text:prompt', 'png-text:workflow', 'exif:UserComment'], is: ({ json }) => isGraph(json()) },
  { name: 'ComfyUI', fields: ['exif:Make', 'exif:Model', 'exif:ImageDescription'], is: ({ text }) => isGraph(jsonObject(text.replace(/^(?:prompt|workflow):/i, ''))) },
  { name: 'InvokeAI', fields: ['png-text:invokeai_metadata', 'png-text:sd-metadata'], is: (told) => hasOneOf(told, 'app_version', 'generation_mode', 'positive_prompt', 'image', 'model_weights') },
  { name: 'InvokeAI', fields: ['png-text:invokeai_graph', 'png-text:invokeai_workflow'], is: (told) => hasOneOf(told, 'nodes') },
  { name: 'InvokeAI', fields: ['png-text:Dream'], is: ({ text }) => / -s\s*\d+/.test(text) && / -S\s*\d+/.test(text) },
  { name: 'Easy Diffusion', fields: ['png-text:negative_prompt'], is: () => true },
  { name: 'Draw Things', fields: [XMP_COMMENT], is: (told) => hasNames(told, 'c', 'model') || hasNames(told, 'steps', 'model', 'sampler') },
  { name: 'Hugging Face', fields: ['png-text:hf-job-id'], is: ({ text }) => /^[0-9a-f-]{8,64}$/i.test(text.trim()) },
  { name: 'Midjourney', fields: [DESCRIPTION, 'png-text:Description', 'exif:ImageDescription'], is: ({ text }) => /(?:^|\s)Job ID: ?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.test(text) },
  { name: 'Ideogram', fields: ['exif:Make', `xmp:${NAMESPACES['tiff:']}Make`], is: ({ text }) => text.trim() === 'Ideogram AI' },
  { name: 'Reve', fields: ['exif:Software', CREATOR_TOOL, 'png-text:Software'], is: ({ text }) => /^(?:https?:\/\/)?(?:www\.)?reve\.com\/?$/i.test(text.trim()) },
  { name: 'Aphrodite AI', fields: ['exif:Software', CREATOR_TOOL, 'png-text:Software'], is: ({ text }) => /^Aphrodite AI\b/.test(text.trim()) },
  { name: 'Grok', fields: ['exif:ImageDescription'], is: ({ text }, all) => /^Signature: [A-Za-z0-9+/_-]{16,}={0,2}$/.test(text.trim()) && all.some(({ where, name, text: artist }) => where === 'exif' && name === 'Artist' && UUID.test(artist.trim())) },
  { name: 'Google AI', fields: ['iptc:Credit', CREDIT], is: ({ text }) => /^(?:Made|Edited) with Google AI$/i.test(text.trim()) },
  { name: 'NovelAI', fields: ['png-text:Software', 'png-text:Source'], is: ({ text }) => /^NovelAI(?: Diffusion)?\b/.test(text) },
];

const BY_FIELD: ReadonlyMap<string, readonly GeneratorRule[]> = byField(RULES);

/** The mark that a generator leaves in what it makes. Unsigned: anybody could have written it, and hardly anybody would. */
export const generator: MarkReader = (field, all) => {
  const rules = BY_FIELD.get(`${field.where}:${field.name}`);
  if (rules === undefined) return undefined;
  let json: { readonly value: JsonObject | undefined } | undefined;
  const told: Told = { text: field.text, json: () => (json ??= { value: jsonObject(field.text) }).value };
  const rule = rules.find(({ is }) => is(told, all));
  if (rule === undefined) return undefined;
  const MAX_TOLD = 200;
  return {
    kind: 'generator',
    where: field.where,
    field: shownName(field),
    value: `${rule.name}: ${shortened(field.text.trim(), MAX_TOLD)}`,
    strength: 'declared',
    label: rule.label ?? (/^Edited with /i.test(field.text) && rule.name === 'Google AI' ? 'ai-edited' : 'ai-made'),
  };
};

function byField(rules: readonly GeneratorRule[]): ReadonlyMap<string, readonly GeneratorRule[]> {
  const found = new Map<string, GeneratorRule[]>();
  for (const rule of rules) {
    for (const field of rule.fields) found.set(field, [...(found.get(field) ?? []), rule]);
  }
  return found;
}

function hasNames({ json }: Told, ...names: readonly string[]): boolean {
  const object = json();
  return object !== undefined && hasAll(object, ...names);
}

function hasOneOf({ json }: Told, ...names: readonly string[]): boolean {
  const object = json();
  return object !== undefined && names.some((name) => Object.hasOwn(object, name));
}

/** By the names of its own parameters, which its labels are as well, or because it says so. */
function isFooocus({ json }: Told): boolean {
  const told = json();
  if (told === undefined) return false;
  if (told['metadata_scheme'] === 'fooocus' || /^(?:Ruined)?Fooocus\b/.test(String(told['software'] ?? told['version'] ?? ''))) return true;
  return hasAll(told, 'prompt', 'base_model', 'performance') || hasAll(told, 'Prompt', 'Base Model', 'Performance');
}

function isNovelAi({ where, name, text }: Field): boolean {
  return where === 'png-text' && (name === 'Software' || name === 'Source') && /^NovelAI\b/.test(text);
}

/** A graph of nodes: each of a class with inputs as it is run, or a list of them as it is drawn. */
function isGraph(graph: JsonObject | undefined): boolean {
  if (graph === undefined) return false;
  if (Array.isArray(graph['nodes']) && Array.isArray(graph['links'])) return true;
  const nodes = Object.values(graph);
  return nodes.some((node) => isRecord(node) && typeof node['class_type'] === 'string' && isRecord(node['inputs']));
}
