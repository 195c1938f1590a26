import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { err, ok, type Result } from '../core/result.ts';
import { MAX_KEYS } from './limits.ts';
import type { ListError } from './list-error.ts';
import type { KeyPart } from './list-keys.ts';

/** What a key is for, as it stands before its words. */
const USES = ['root', 'writer', 'head', 'inbox'] as const;
type Use = (typeof USES)[number];

/**
 * The keys as lines for paper: the use, and 24 words that say the 32 bytes with a checksum (BIP-39; as entropy, not as the
 * seed of a wallet). A line `sign: root 2, head 1` says how many sign, where the part knows.
 */
export function keysToWords({ root, rootThreshold, writer, heads, headThreshold, inbox }: KeyPart): readonly string[] {
  const line = (use: Use, key: Uint8Array): string => `${use}: ${entropyToMnemonic(key, wordlist)}`;
  return [
    ...root.map((key) => line('root', key)),
    ...(writer === undefined ? [] : [line('writer', writer)]),
    ...heads.map((key) => line('head', key)),
    ...(inbox === undefined ? [] : [line('inbox', inbox)]),
    ...(rootThreshold === undefined || headThreshold === undefined ? [] : [`sign: root ${rootThreshold}, head ${headThreshold}`]),
  ];
}

/** Reads such lines back, empty ones aside; says which line has a wrong word. */
export function keysFromWords(text: string): Result<KeyPart, ListError> {
  const found: Record<Use, Uint8Array[]> = { root: [], writer: [], head: [], inbox: [] };
  let thresholds: Pick<KeyPart, 'rootThreshold' | 'headThreshold'> = {};
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().toLowerCase();
    if (line === '') continue;
    const signing = /^sign: root (\d), head (\d)$/.exec(line);
    const [, use, words = ''] = /^(\w+):\s+([a-z\s]+)$/.exec(line) ?? [];
    if (signing !== null) thresholds = { rootThreshold: Number(signing[1]), headThreshold: Number(signing[2]) };
    else if (!USES.some((each) => each === use)) return err(wrong(i, 'it begins with root:, writer:, head:, inbox: or sign:'));
    else {
      const key = keyOf(words.trim().split(/\s+/));
      if (typeof key === 'string') return err(wrong(i, key));
      found[use as Use].push(key);
    }
  }
  const { root, writer: writers, head: heads, inbox: inboxes } = found;
  if (Math.max(root.length, heads.length) > MAX_KEYS || Math.max(writers.length, inboxes.length) > 1) {
    return err({ tag: 'bad-keys', message: `A list has at most ${MAX_KEYS} root keys and ${MAX_KEYS} head keys, one writer and one inbox.` });
  }
  if (root.length + writers.length + heads.length + inboxes.length === 0) return err({ tag: 'bad-keys', message: 'There are no keys in it.' });
  const [writer] = writers;
  const [inbox] = inboxes;
  return ok({ root, heads, ...thresholds, ...(writer && { writer }), ...(inbox && { inbox }) });
}

function keyOf(words: readonly string[]): Uint8Array | string {
  if (words.length !== 24) return `it has ${words.length} words and not 24`;
  const strange = words.find((word) => !wordlist.includes(word));
  if (strange !== undefined) return `its word ${words.indexOf(strange) + 1} is none of the list`;
  try {
    return mnemonicToEntropy(words.join(' '), wordlist);
  } catch {
    // The library's reason is the checksum; the words themselves stay out of messages.
    return 'its words do not belong together: one is another than was written down';
  }
}

function wrong(i: number, why: string): ListError {
  return { tag: 'bad-keys', message: `Line ${i + 1} is not one of a key: ${why}.` };
}
