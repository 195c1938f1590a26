import * as z from 'zod/mini';
import { CORE_LABELS } from '../core/label.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../core/subject.ts';
import { canonicalJson } from './canonical-json.ts';
import { DAY_S, MAX_KEYS, MAX_ROOT_CONTENT_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';

/** Longest time a root may speak, and longest age of a tip: followed over a network, or passed on as a file only. */
export const MAX_ROOT_LIFE_S = 400 * DAY_S;
export const MAX_AGE_LIVE_S = 30 * DAY_S;
export const MAX_AGE_FILE_S = 2 * 365 * DAY_S;

/** Subjects a sensitive label may be put on: what hashing a guess gives away least about people. */
const SENSITIVE_SUBJECTS: readonly SubjectKind[] = ['media', 'domain'];

const hex32 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const u32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));
const text = (maxLength: number) => z.string().check(z.maxLength(maxLength));
const line = (maxLength: number) => z.string().check(z.maxLength(maxLength), z.regex(/^[^\p{Cc}]*$/u));
const someLine = (maxLength: number) => line(maxLength).check(z.regex(/\S/));
const languageTag = z.string().check(z.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/));
const address = (protocol: 'https:' | 'wss:') =>
  z.string().check(z.maxLength(200), z.refine((value) => isPlainAddress(value, protocol)));
/** In order and without doubles, so that a set has one writing. */
const ascending = z.refine<readonly string[]>((items) => items.every((item, i) => i === 0 || items[i - 1]! < item));
const keys = z.array(hex32).check(z.maxLength(MAX_KEYS), ascending);

/** An https address, `#` and the id of a list. */
const listLink = z.string().check(z.maxLength(300), z.refine(isListLink));

const labelSchema = z.strictObject({
  code: z.int().check(z.minimum(1), z.maximum(255)),
  name: someLine(64),
  core: z.union([z.enum(CORE_LABELS), z.templateLiteral(['x-', z.string().check(z.regex(/^[a-z0-9-]{1,48}$/))])]),
  severity: z.int().check(z.minimum(0), z.maximum(3)),
  blurs: z.enum(['none', 'media', 'content']),
  subjects: z.array(z.enum(SUBJECT_KINDS)).check(z.minLength(1), z.maxLength(SUBJECT_KINDS.length), ascending),
  sensitive: z.boolean(),
  ttlWeeks: z.optional(z.int().check(z.minimum(1), z.maximum(0xffff))),
  locales: z
    .array(z.strictObject({ lang: languageTag, name: someLine(64), description: line(400) }))
    .check(z.maxLength(32)),
});

const schema = z.strictObject({
  v: z.literal(1),
  ver: z.int().check(z.minimum(1), z.maximum(0xffff)),
  name: someLine(100),
  description: text(1000),
  languages: z.array(languageTag).check(z.maxLength(32)),
  epoch: u32,
  labels: z.array(labelSchema).check(z.minLength(1), z.maxLength(255)),
  charter: text(8000),
  appealContact: line(200),
  inbox: z.strictObject({
    key: hex32,
    relays: z.array(address('wss:')).check(z.maxLength(4)),
    pow: z.int().check(z.minimum(0), z.maximum(28)),
  }),
  root_keys: keys.check(z.minLength(1)),
  root_threshold: z.int().check(z.minimum(1), z.maximum(MAX_KEYS)),
  writer: hex32,
  head_keys: keys,
  head_threshold: z.int().check(z.minimum(1), z.maximum(MAX_KEYS + 1)),
  maxAge: z.int().check(z.minimum(1), z.maximum(MAX_AGE_FILE_S)),
  mirrors: z.array(address('https:')).check(z.maxLength(16)),
  relays: z.array(address('wss:')).check(z.maxLength(16)),
  successor: z.optional(hex32),
  // Absent where there are none: one writing.
  vouches: z.optional(z.array(listLink).check(z.minLength(1), z.maxLength(32), ascending)),
  prev: z.optional(hex32),
  list: z.optional(hex32),
  base: z.optional(z.strictObject({ seq: u32, chain: hex32, state: hex32 })),
  expires: u32,
});

/** What a root says (kind 9430). Times are seconds; `epoch` is where the weeks of records count from. */
export type RootContent = z.infer<typeof schema>;

/** One label of a list. `severity` runs from 0 (neutral) to 3 (harm); `core` is a core label or `x-…`. */
export type ListLabel = Readonly<RootContent['labels'][number]>;

/** Reads a root's content and checks every rule that concerns it alone. */
export function parseRootContent(content: string, createdAt: number): RootContent {
  if (new TextEncoder().encode(content).length > MAX_ROOT_CONTENT_BYTES) {
    refuse('too-large', `A root of the list is larger than ${MAX_ROOT_CONTENT_BYTES} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    refuse('malformed', 'A root of the list is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    refuse('bad-root', `A root of the list has a wrong field: ${issue?.path.join('.') || 'unknown name'}.`);
  }
  // Zod rebuilds the value, so this also compares what was understood with what was signed.
  if (canonicalJson(parsed.data) !== content) {
    refuse('not-canonical', 'A root of the list is not written in canonical JSON.');
  }
  checkRules(parsed.data, createdAt);
  return parsed.data;
}

function checkRules(root: RootContent, createdAt: number): void {
  const names = new Set(root.labels.map(({ name }) => name));
  const broken = [
    [names.size !== root.labels.length, 'two labels share a name'],
    [root.labels.some(({ code }, i) => i > 0 && root.labels[i - 1]!.code >= code), 'its label codes are not ascending'],
    [root.labels.some(sensitiveElsewhere), 'a sensitive label may be put on media and domains only'],
    [root.root_threshold > root.root_keys.length, 'it asks for more root signatures than it has root keys'],
    [root.head_threshold > root.head_keys.length + 1, 'it asks for more head signatures than it has head keys'],
    [root.head_keys.includes(root.writer), 'the writer is listed among the co-signers'],
    [
      root.root_keys.some((key) => key === root.writer || root.head_keys.includes(key)),
      'one key is both root key and head key',
    ],
    [root.expires <= createdAt, 'it expires before it begins'],
    [root.expires > createdAt + MAX_ROOT_LIFE_S, 'it would hold for more than 400 days'],
    [isLive(root) && root.maxAge > MAX_AGE_LIVE_S, 'a list with mirrors or relays confirms itself at least every 30 days'],
  ] as const;
  for (const [isBroken, why] of broken) {
    if (isBroken) refuse('bad-root', `A root of the list breaks a rule: ${why}.`);
  }
}

/** Every key a root names; each must have signed it, or anyone could claim a famous one. */
export function namedKeys(root: RootContent): ReadonlySet<string> {
  return new Set([...root.root_keys, root.writer, ...root.head_keys, root.inbox.key]);
}

/** Whether a list is followed over a network; otherwise it is a file that people hand on. */
export function isLive(root: Pick<RootContent, 'mirrors' | 'relays'>): boolean {
  return root.mirrors.length + root.relays.length > 0;
}

function sensitiveElsewhere(label: ListLabel): boolean {
  return label.sensitive && label.subjects.some((kind) => !SENSITIVE_SUBJECTS.includes(kind));
}

function isListLink(value: string): boolean {
  const [mirror, list] = value.split('#');
  return isPlainAddress(mirror!, 'https:') && mirror!.endsWith('/') && /^[0-9a-f]{64}$/.test(list ?? '') && value === `${mirror}#${list}`;
}

function isPlainAddress(value: string, protocol: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.protocol === protocol && url.username === '' && url.password === '' && url.hash === '' && url.href === value;
}
