import type { Claim } from '../core/evidence.ts';
import { DISCLOSING_TAGS, DISCLOSURE_WORDS, PROGRAMS, thingsOf, type DisclosureWords } from './disclosure-words.ts';

/** Longest text that is read and longest sentence that may disclose, in UTF-16 units: disclosures are short. */
const MAX_TEXT = 20_000;
const MAX_SENTENCE = 160;
/** Longest disclosure that is quoted. */
const MAX_VALUE = 200;

type Part = 'machine' | 'made' | 'thing' | 'around';

/** The words of a language, the longest first, each with what it says. */
interface Vocabulary {
  readonly parts: ReadonlyMap<string, readonly Part[]>;
  readonly longest: number;
  readonly asks: readonly string[];
  /** Words stand side by side without spaces. */
  readonly isDense: boolean;
}

const DENSE: ReadonlySet<string> = new Set(['ja', 'zh', 'ko']);
let vocabularies: readonly Vocabulary[] | undefined;

/**
 * What the author of a post says in its text of how it was made: `Made with Midjourney`, `KI-generiertes Bild`, #aiart
 * among the tags at its end. At most one claim.
 *
 * A sentence discloses where every word of it is in one language's small vocabulary of disclosures, and it names a machine
 * and a making. Whatever else it holds makes it something else: a denial, a question, a report of other people's pictures.
 * What stands in quotation marks is somebody else's.
 */
export function authorDisclosures(text: string, now: number): readonly Claim[] {
  const value = disclosureIn(text.slice(0, MAX_TEXT));
  return value === undefined ? [] : [{ kind: 'claim', label: 'ai-made', source: 'author', value: value.slice(0, MAX_VALUE), signed: false, at: now }];
}

function disclosureIn(text: string): string | undefined {
  // Most posts speak of no machine at all.
  if (!MENTION.test(text)) return undefined;
  const own = withoutQuotes(text);
  return sentencesOf(own).find(isDisclosure)?.trim() ?? disclosingTag(own);
}

/** Letters that every disclosure holds one of: names of machines and programs, and the tags. */
const MENTION = /ai|ki|ia|a\.i|si\b|intel|midj|diffu|dall|sdxl|comfy|automatic1|novel|niji|leonardo|firefly|ideo|gpt|bing|nano|grok|imagen|veo|sora|runway|pika|kling|luma|suno|udio|heygen|eleven|gemini|flux|kecerdasan|yapay|ии|нейро|искусств|ذكاء|एआई|बुद्धि|इंटेलिजेंस|人工|인공|에이아이/iu;

/** Between paired quotation marks; those of one line only, for many a mark is never closed. */
function withoutQuotes(text: string): string {
  return text.replaceAll(/"[^"\n]{0,300}"|“[^”\n]{0,300}”|„[^“”\n]{0,300}[“”]|«[^»\n]{0,300}»|»[^«\n]{0,300}«|「[^」\n]{0,300}」|『[^』\n]{0,300}』|(?<![\p{L}\p{N}])['‘][^'’\n]{0,300}['’](?!\p{L})/gu, ' … ');
}

/** Sentences and what stands in brackets by itself, each with the mark that ends it. Links and tags at the end belong to none. */
function sentencesOf(text: string): readonly string[] {
  const bracketed = [...text.matchAll(/[([（【[]([^()[\]（）【】\n]{1,160})[)\]）】]/gu)].map(([, inside = '']) => inside);
  const outside = text.replaceAll(/[([（【]([^()[\]（）【】\n]{1,160})[)\]）】]/gu, ' ');
  const sentences = outside
    .replaceAll(/https?:\/\/\S+|<url>|[@＠][\p{L}\p{N}_.]+/giu, '\n')
    .split(/\n|(?<=[.!?…。！？؟।](?![\p{L}\p{N}]))|\p{Extended_Pictographic}|\s[|•·]\s| [–—-]+ (?=[^–—]*$)/u);
  return [...sentences, ...bracketed].flatMap((sentence) => (sentence === undefined ? [] : [sentence.replace(/(?:\s*#[\p{L}\p{N}_]+)+\s*$/u, '')]));
}

function isDisclosure(sentence: string): boolean {
  if (sentence.length > MAX_SENTENCE || /[?？؟¿]/u.test(sentence)) return false;
  const folded = fold(sentence);
  return folded !== '' && all().some((vocabulary) => saysSo(folded, vocabulary));
}

function saysSo(folded: string, { parts, longest, asks, isDense }: Vocabulary): boolean {
  const isAsked = asks.some((word) => folded.startsWith(word) && (isDense || folded[word.length] === ' '));
  if (isAsked) return false;
  const said = new Set<Part>();
  for (let at = 0; at < folded.length; ) {
    const length = lengthOfWord(folded, at, parts, longest, isDense);
    if (length === 0) return false;
    for (const part of parts.get(folded.slice(at, at + length)) ?? []) said.add(part);
    at += length;
    if (folded[at] === ' ') at += 1;
  }
  return said.has('machine') && said.has('made');
}

/** Of the longest word at `at`: one of the vocabulary, or a number. 0 where none is. */
function lengthOfWord(folded: string, at: number, parts: ReadonlyMap<string, unknown>, longest: number, isDense: boolean): number {
  const version = /^v?\d[\d.]{0,6}(?= |$)/.exec(folded.slice(at, at + 10));
  if (version !== null) return version[0].length;
  for (let length = Math.min(longest, folded.length - at); length > 0; length -= 1) {
    const isWhole = isDense || at + length === folded.length || folded[at + length] === ' ';
    if (isWhole && parts.has(folded.slice(at, at + length))) return length;
  }
  return 0;
}

/** Lower case, straight apostrophes, hyphens and punctuation as spaces; what only decorates is dropped. */
function fold(sentence: string): string {
  return sentence
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘ʼ`]/g, "'")
    .replaceAll(/[\u200B-\u200F\u0640]|\uFE0F/gu, '')
    .replaceAll(/[-‐‑–—_·:：,，、;.!。！…*~/+&=・।]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** A disclosing tag in the run of tags that ends the text, where no other word stands. */
function disclosingTag(text: string): string | undefined {
  const atEnd = /(?:[#＃][\p{L}\p{M}\p{N}_·]+\s*)+$/u.exec(text.replaceAll(/https?:\/\/\S+|<url>/giu, ' ').replaceAll(/[\p{Extended_Pictographic}\uFE0F\u200D]/gu, ' ').trim())?.[0] ?? '';
  const tags = atEnd.match(/[#＃][\p{L}\p{M}\p{N}_·]+/gu) ?? [];
  if (tags.some((tag) => DENYING_TAGS.test(fold(tag)))) return undefined;
  return tags.find((tag) => DISCLOSING_TAGS.has(tag.slice(1).normalize('NFKC').toLowerCase()));
}

/** Tags of those who are against it stand beside the tags that they are against. */
const DENYING_TAGS = /noai|notai|no ?to ?ai|against ?ai|stop ?ai|anti ?ai|fuck ?ai|ban ?ai|human ?art|humanmade|keinki|sinia|semia|sansia|aislop|ai ?theft/u;

/** Made when it is first needed. */
function all(): readonly Vocabulary[] {
  return (vocabularies ??= Object.entries(DISCLOSURE_WORDS).map(([language, words]) => vocabularyOf(words, DENSE.has(language))));
}

function vocabularyOf(words: DisclosureWords, isDense: boolean): Vocabulary {
  const parts = new Map<string, readonly Part[]>();
  const put = (list: readonly string[], ...said: readonly Part[]) => {
    for (const word of list) parts.set(fold(word) || word, [...(parts.get(fold(word)) ?? []), ...said]);
  };
  put([...words.machine, ...PROGRAMS], 'machine');
  put(words.made, 'made');
  put(words.both, 'machine', 'made');
  put(thingsOf(words), 'thing');
  put(words.around, 'around');
  return { parts, longest: Math.max(...[...parts.keys()].map(({ length }) => length)), asks: words.asks.map(fold).filter((word) => word !== ''), isDense };
}
