import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { canonicalJson } from './canonical-json.ts';
import { EVENT_KINDS, eventId, signEvent, verifyEvent, type EventBody, type EventSignature, type Random } from './event.ts';
import { MAX_BLOB_BYTES, MAX_ROOTS, MAX_ROOT_CONTENT_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { namedKeys, parseRootContent, type RootContent } from './root-content.ts';
import { decodeCosignatures, decodeSignature, encodeCosignatures, encodeSignature } from './signature-layout.ts';

/** A root as it travels: its signed text, its author's signature, and those of the other keys it names. */
export interface SignedRoot {
  readonly content: string;
  readonly by: EventSignature;
  /** Ascending by public key, the author not among them. */
  readonly cosignatures: readonly EventSignature[];
}

/** A root whose content and signatures were checked against the root before it. */
export interface Root extends RootContent {
  readonly id: string;
  readonly createdAt: number;
}

/** All roots of a list, first to current. The id of the first is the id of the list. */
export type RootLine = readonly [Root, ...Root[]];

export function currentRoot(line: RootLine): Root {
  return line.at(-1)!;
}

/** Of the event its author signed; co-signatures are no part of it. */
export function rootId({ content, by }: Pick<SignedRoot, 'content' | 'by'>): string {
  return eventId(rootBody(content), by);
}

export function rootBody(content: string): EventBody {
  return { kind: EVENT_KINDS.root, tags: [], content };
}

/** What everyone but a root's author signs: which root, of which list, as which version. */
export function rootCosignatureBody(list: string, root: string, ver: number): EventBody {
  return { kind: EVENT_KINDS.rootCosignature, tags: [], content: canonicalJson({ list, root, ver })! };
}

/** Signs a root by all keys given; the first is the author. `list` is absent for the first root of a list. */
export function signRoot(
  root: RootContent,
  secrets: readonly [Uint8Array, ...Uint8Array[]],
  createdAt: number,
  random: Random,
): SignedRoot {
  const content = canonicalJson(root);
  if (content === undefined) refuse('bad-root', 'A text of the root is not well-formed Unicode.');
  parseRootContent(content, createdAt);
  const [author, ...others] = secrets;
  const by = signEvent(rootBody(content), author, createdAt, random);
  const id = eventId(rootBody(content), by);
  const cosigned = rootCosignatureBody(root.list ?? id, id, root.ver);
  const cosignatures = others
    .map((secret) => signEvent(cosigned, secret, createdAt, random))
    .toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1));
  return { content, by, cosignatures };
}

/** Blob `FLR1`: every root of a list with its signatures. */
export function encodeRoots(roots: readonly SignedRoot[]): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLR1'),
    u8(roots.length),
    ...roots.map(({ content, by, cosignatures }) => {
      const text = utf8ToBytes(content);
      return concatBytes(encodeSignature(by), u32(text.length), text, encodeCosignatures(cosignatures));
    }),
  );
}

export function decodeRoots(bytes: Uint8Array): readonly SignedRoot[] {
  if (bytes.length > MAX_BLOB_BYTES) refuse('too-large', 'The roots are larger than a blob may be.');
  const reader = new ByteReader(bytes, 'the roots');
  reader.magic('FLR1');
  const count = reader.u8();
  if (count === 0 || count > MAX_ROOTS) refuse('too-large', `A list has 1 to ${MAX_ROOTS} roots, this one ${count}.`);
  const roots = Array.from({ length: count }, () => decodeRoot(reader));
  reader.end();
  return roots;
}

function decodeRoot(reader: ByteReader): SignedRoot {
  const by = decodeSignature(reader);
  const length = reader.u32();
  if (length > MAX_ROOT_CONTENT_BYTES) refuse('too-large', `A root of the list is larger than ${MAX_ROOT_CONTENT_BYTES} bytes.`);
  const content = decodeUtf8(reader.take(length));
  return { content, by, cosignatures: decodeCosignatures(reader, by.pubkey) };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse('malformed', 'A root of the list is not UTF-8 text.');
  }
}

/**
 * Checks every root against the one before it: version one higher, signed by enough of the old root keys and by
 * every key it names, and saying of codes and epoch what earlier roots said, since old records keep their meaning.
 */
export function verifyRootLine(signed: readonly SignedRoot[]): RootLine {
  const line: Root[] = [];
  for (const root of signed) line.push(verifyNextRoot(line, root));
  const [first, ...rest] = line;
  if (first === undefined) refuse('malformed', 'The list has no root.');
  return [first, ...rest];
}

/** As `verifyRootLine`, one root more: `line` are those before it, none for the first. */
export function verifyNextRoot(line: readonly Root[], { content, by, cosignatures }: SignedRoot): Root {
  const root: Root = {
    ...parseRootContent(content, by.createdAt),
    id: rootId({ content, by }),
    createdAt: by.createdAt,
  };
  const previous = line.at(-1);
  if (previous === undefined) checkFirst(root);
  else checkContinues(root, previous, line);
  checkSigners(root, previous, [by, ...cosignatures]);

  if (!verifyEvent(rootBody(content), by)) refuse('bad-signature', `The signature of root ${root.ver} does not hold.`);
  const cosigned = rootCosignatureBody(line[0]?.id ?? root.id, root.id, root.ver);
  for (const cosignature of cosignatures) {
    if (!verifyEvent(cosigned, cosignature)) refuse('bad-signature', `A co-signature of root ${root.ver} does not hold.`);
  }
  return root;
}

function checkFirst(root: Root): void {
  if (root.ver !== 1 || root.prev !== undefined || root.list !== undefined || root.base !== undefined) {
    refuse('broken-root-line', 'The first root claims to continue another one.');
  }
}

function checkContinues(root: Root, previous: Root, line: readonly Root[]): void {
  const why =
    root.ver !== previous.ver + 1 ? 'its version does not follow'
    : root.prev !== previous.id ? 'it names another root before it'
    : root.list !== line[0]!.id ? 'it belongs to another list'
    : root.base === undefined ? 'it does not say where the list continues'
    : root.base.seq < (previous.base?.seq ?? 0) ? 'it goes back behind the root before it'
    : root.createdAt <= previous.createdAt ? 'it is older than the root before it'
    : root.epoch !== previous.epoch ? 'it counts weeks from another day'
    : redefinesLabel(root, line) ? 'it gives a label code another meaning'
    : undefined;
  if (why !== undefined) refuse('broken-root-line', `Root ${root.ver} does not continue the list: ${why}.`);
}

function redefinesLabel(root: Root, line: readonly Root[]): boolean {
  const earlier = new Map(line.flatMap(({ labels }) => labels.map((label) => [label.code, label] as const)));
  return root.labels.some(({ code, name, core }) => {
    const before = earlier.get(code);
    return before !== undefined && (before.name !== name || before.core !== core);
  });
}

function checkSigners(root: Root, previous: Root | undefined, signatures: readonly [EventSignature, ...EventSignature[]]): void {
  const [author] = signatures;
  const signers = new Set(signatures.map(({ pubkey }) => pubkey));
  const named = namedKeys(root);
  if (!root.root_keys.includes(author.pubkey)) refuse('wrong-key', `Root ${root.ver} is not written by one of its root keys.`);
  for (const key of named) {
    if (!signers.has(key)) refuse('missing-signature', `Root ${root.ver} names a key that has not signed it.`);
  }
  const old = previous?.root_keys ?? [];
  for (const signer of signers) {
    if (!named.has(signer) && !old.includes(signer)) refuse('wrong-key', `Root ${root.ver} is signed by a key it does not name.`);
  }
  if (previous !== undefined && old.filter((key) => signers.has(key)).length < previous.root_threshold) {
    refuse('missing-signature', `Root ${root.ver} is signed by fewer than ${previous.root_threshold} of the root keys before it.`);
  }
}
