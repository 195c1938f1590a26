import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { canonicalJson } from './canonical-json.ts';
import { EVENT_KINDS, eventId, verifyEvent, type EventBody, type EventSignature } from './event.ts';
import { MAX_BLOB_BYTES, MAX_ROOTS, MAX_ROOT_CONTENT_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { namedKeys, parseRootContent, type RootContent } from './root-content.ts';
import { decodeCosignatures, decodeSignature, encodeCosignatures, encodeSignature } from './signature-layout.ts';
import { signaturesBy, type Signer } from './signer.ts';

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

export interface SignRootOptions {
  /** Seconds. */
  readonly createdAt: number;
  /** The roots before it, none for the first of a list. */
  readonly line: readonly Root[];
  /** Whether these signatures must be all that it needs. */
  readonly isWhole: boolean;
}

/** Has a root signed by all of these; the first is the author. Nobody is asked to sign what their signature would not mend. */
export async function signRoot(root: RootContent, signers: readonly [Signer, ...Signer[]], { createdAt, line, isWhole }: SignRootOptions): Promise<SignedRoot> {
  const content = canonicalJson(root);
  if (content === undefined) refuse('bad-root', 'A text of the root is not well-formed Unicode.');
  const [author, ...others] = signers;
  const unsigned = ({ pubkey }: Signer): EventSignature => ({ pubkey, createdAt, sig: '' });
  const planned = { content, by: unsigned(author), cosignatures: others.map(unsigned) };
  const next = readNext(line, planned);
  if (isWhole) checkSigners(next, line.at(-1), planned);
  const by = await author.sign(rootBody(content), createdAt);
  const id = eventId(rootBody(content), by);
  return cosignRoot({ content, by, cosignatures: [] }, { id, ver: root.ver, list: root.list }, others, createdAt);
}

/** Adds signatures of keys that have not signed the root yet. */
export async function cosignRoot(
  signed: SignedRoot,
  { id, ver, list = id }: { readonly id: string; readonly ver: number; readonly list?: string | undefined },
  signers: readonly Signer[],
  createdAt: number,
): Promise<SignedRoot> {
  const added = await signaturesBy(signers, rootCosignatureBody(list, id, ver), createdAt);
  return { ...signed, cosignatures: [...signed.cosignatures, ...added].toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1)) };
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
  const content = reader.utf8(length);
  return { content, by, cosignatures: decodeCosignatures(reader, by.pubkey) };
}

/**
 * Checks every root against the one before it: version one higher, signed by enough of the old root keys and by
 * every key it names, and saying of codes and epoch what earlier roots said, since old records keep their meaning.
 */
export function verifyRootLine(signed: readonly SignedRoot[]): RootLine {
  return lineOf(signed, verifyNextRoot);
}

/** The same of roots that were verified before: all but the signatures, which are most of the work. */
export function readRootLine(signed: readonly SignedRoot[]): RootLine {
  return lineOf(signed, readNext);
}

function lineOf(signed: readonly SignedRoot[], next: (line: readonly Root[], root: SignedRoot) => Root): RootLine {
  const line: Root[] = [];
  for (const root of signed) line.push(next(line, root));
  const [first, ...rest] = line;
  if (first === undefined) refuse('malformed', 'The list has no root.');
  return [first, ...rest];
}

/** A root that some of its signers have not signed yet, after roots that hold. */
export interface ProposedRoot {
  /** The roots before it. */
  readonly line: RootLine;
  readonly root: Root;
  readonly missing: MissingSignatures;
}

/** What a root lacks before readers take it. */
export interface MissingSignatures {
  /** Keys that it names and that have not signed it. */
  readonly named: readonly string[];
  /** How many root keys of the root before it must sign yet, and which may. */
  readonly old: number;
  readonly oldKeys: readonly string[];
}

/** Checks a line whose last root may lack signatures: all else holds, and those that are there hold as well. */
export function verifyProposedRoot(signed: readonly SignedRoot[]): ProposedRoot {
  if (signed.length < 2) refuse('malformed', 'Not a proposed root: there is no root before it.');
  const line = verifyRootLine(signed.slice(0, -1));
  const proposed = signed.at(-1)!;
  const root = readNext(line, proposed);
  checkAuthor(root, proposed);
  checkEntitled(root, currentRoot(line), proposed);
  checkSignatures(root, line, proposed);
  return { line, root, missing: missingSignatures(root, currentRoot(line), proposed) };
}

export function isComplete({ named, old }: MissingSignatures): boolean {
  return named.length + old === 0;
}

/** As `verifyRootLine`, one root more: `line` are those before it, none for the first. */
export function verifyNextRoot(line: readonly Root[], signed: SignedRoot): Root {
  const root = readNext(line, signed);
  checkSigners(root, line.at(-1), signed);
  checkSignatures(root, line, signed);
  return root;
}

function readNext(line: readonly Root[], { content, by }: SignedRoot): Root {
  const root: Root = {
    ...parseRootContent(content, by.createdAt),
    id: rootId({ content, by }),
    createdAt: by.createdAt,
  };
  const previous = line.at(-1);
  if (previous === undefined) checkFirst(root);
  else checkContinues(root, previous, line);
  return root;
}

function checkFirst(root: Root): void {
  if (root.ver !== 1 || root.prev !== undefined || root.list !== undefined || root.base !== undefined) {
    refuse('broken-root-line', 'The first root claims to continue another one.');
  }
}

function checkContinues(root: Root, previous: Root, line: readonly Root[]): void {
  const redefined = redefinedCode(root, line);
  const why =
    root.ver !== previous.ver + 1 ? 'its version does not follow'
    : root.prev !== previous.id ? 'it names another root before it'
    : root.list !== line[0]!.id ? 'it belongs to another list'
    : root.base === undefined ? 'it does not say where the list continues'
    : root.base.seq < (previous.base?.seq ?? 0) ? 'it goes back behind the root before it'
    : root.createdAt <= previous.createdAt ? 'it is older than the root before it'
    : root.epoch !== previous.epoch ? 'it counts weeks from another day'
    : redefined !== undefined ? `it gives label code ${redefined} another meaning`
    : undefined;
  if (why !== undefined) refuse('broken-root-line', `Root ${root.ver} does not continue the list: ${why}.`);
}

function redefinedCode(root: Root, line: readonly Root[]): number | undefined {
  const earlier = new Map(line.flatMap(({ labels }) => labels.map((label) => [label.code, label] as const)));
  return root.labels.find(({ code, name, core }) => {
    const before = earlier.get(code);
    return before !== undefined && (before.name !== name || before.core !== core);
  })?.code;
}

function checkSigners(root: Root, previous: Root | undefined, signed: SignedRoot): void {
  checkAuthor(root, signed);
  const missing = missingSignatures(root, previous, signed);
  checkNamed(root, missing, nobody);
  checkEntitled(root, previous, signed);
  checkOld(root, missing, nobody);
}

const nobody = (): boolean => false;

/** Refuses a root that lacks more than the keys can give of which `has` tells: then nobody needs to be asked. */
export function checkEnough({ root, missing }: Pick<ProposedRoot, 'root' | 'missing'>, has: (key: string) => boolean): void {
  checkNamed(root, missing, has);
  checkOld(root, missing, has);
}

function checkNamed(root: Root, { named }: MissingSignatures, has: (key: string) => boolean): void {
  const lacking = named.find((key) => !has(key));
  if (lacking !== undefined) refuse('missing-signature', `Root ${root.ver} names a key that has not signed it: ${lacking}.`);
}

function checkOld(root: Root, { old, oldKeys }: MissingSignatures, has: (key: string) => boolean): void {
  const lacking = old - oldKeys.filter(has).length;
  if (lacking > 0) refuse('missing-signature', `Root ${root.ver} lacks ${lacking} of the signatures that the root before it asks for.`);
}

function checkAuthor(root: Root, { by }: SignedRoot): void {
  if (!root.root_keys.includes(by.pubkey)) refuse('wrong-key', `Root ${root.ver} is not written by one of its root keys.`);
}

/** Nobody signs but keys the root names and root keys of the one before. */
function checkEntitled(root: Root, previous: Root | undefined, signed: SignedRoot): void {
  const named = namedKeys(root);
  for (const signer of signersOf(signed)) {
    if (!named.has(signer) && previous?.root_keys.includes(signer) !== true) {
      refuse('wrong-key', `Root ${root.ver} is signed by a key it does not name.`);
    }
  }
}

function missingSignatures(root: Root, previous: Root | undefined, signed: SignedRoot): MissingSignatures {
  const signers = signersOf(signed);
  const oldKeys = (previous?.root_keys ?? []).filter((key) => !signers.has(key));
  const oldSigned = (previous?.root_keys.length ?? 0) - oldKeys.length;
  return {
    named: [...namedKeys(root)].filter((key) => !signers.has(key)),
    old: Math.max(0, (previous?.root_threshold ?? 0) - oldSigned),
    oldKeys,
  };
}

function signersOf({ by, cosignatures }: SignedRoot): ReadonlySet<string> {
  return new Set([by, ...cosignatures].map(({ pubkey }) => pubkey));
}

function checkSignatures(root: Root, line: readonly Root[], { content, by, cosignatures }: SignedRoot): void {
  if (!verifyEvent(rootBody(content), by)) refuse('bad-signature', `The signature of root ${root.ver} does not hold.`);
  const cosigned = rootCosignatureBody(line[0]?.id ?? root.id, root.id, root.ver);
  for (const cosignature of cosignatures) {
    if (!verifyEvent(cosigned, cosignature)) refuse('bad-signature', `A co-signature of root ${root.ver} does not hold.`);
  }
}
