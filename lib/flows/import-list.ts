import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import { hasRoomFor, type ListSummary } from '../core/settings.ts';
import { readKeptHead } from '../lists/kept-copy.ts';
import { makeForkProof } from '../lists/make-fork-proof.ts';
import type { ListErrorTag } from '../lists/list-error.ts';
import { verifyFlagList, type VerifiedList } from '../lists/verify-flag-list.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository, StoredList } from '../store/list-repository.ts';
import { partsOf, rowOf } from './list-row.ts';
import { noteFork } from './note-fork.ts';

export interface ImportPorts {
  readonly lists: Pick<ListRepository, 'all' | 'save' | 'fileOf' | 'keepForkProof' | 'follow'>;
  readonly nowMs: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportError {
  readonly why: Refusal;
  /** A sentence, in English, that says more than `why`. */
  readonly message: string;
  /** Of the list, where it was read that far; hostile text. */
  readonly name?: string;
}

/** Checks a `.flaglist` from first byte to last and keeps it, in one transaction; an earlier state is replaced. */
export async function importList(file: Uint8Array<ArrayBuffer>, ports: ImportPorts): Promise<Result<ListSummary, ImportError>> {
  const list = await checkList(file, ports);
  if (!list.ok) return list;
  await ports.lists.save(list.value);
  return ok(list.value.row);
}

/** The list in a file, ready to be kept, or why it is not. */
export async function checkList(
  file: Uint8Array<ArrayBuffer>,
  { lists, nowMs, onProgress }: ImportPorts,
): Promise<Result<StoredList, ImportError>> {
  const verified = verifyFlagList(file, { nowMs, onProgress });
  if (!verified.ok) return err({ why: REFUSAL_OF[verified.error.tag], message: verified.error.message });
  const list = verified.value;
  const followed = await lists.all();
  const known = followed.find(({ id }) => id === list.id);
  if (known !== undefined && isOlder(list, known)) {
    return err({ why: 'older', message: `You already follow a newer state of “${list.name}”.`, name: list.name });
  }
  if (known !== undefined && isFork(list, known)) {
    await noteFork(known.id, await proofAgainst(known.id, file, lists), { since: nowMs }, lists);
    return err({ why: 'fork', message: `The curator of “${list.name}” signed two different states under one number. What you follow stays as it is.`, name: list.name });
  }
  if (!hasRoomFor({ id: list.id, flags: list.n }, followed)) return err({ why: 'too-many-lists', message: '', name: list.name });
  return ok({ row: rowOf(list, rootsOf(file), nowMs, known), ...partsOf(list), file });
}

/** What the reader is told of a refusal; who keeps lists reads the message. */
export const REFUSAL_OF: Readonly<Record<ListErrorTag, Refusal>> = {
  malformed: 'not-a-list',
  'too-large': 'too-large',
  'not-canonical': 'breaks-rules',
  unsupported: 'newer-format',
  'bad-root': 'breaks-rules',
  'bad-tip': 'breaks-rules',
  'broken-root-line': 'breaks-rules',
  'missing-signature': 'not-signed',
  'bad-signature': 'not-signed',
  'wrong-key': 'not-signed',
  'hash-mismatch': 'altered',
  'missing-blob': 'altered',
  'unreachable-blob': 'altered',
  'broken-chain': 'altered',
  'state-mismatch': 'altered',
  'bad-record': 'breaks-rules',
  'bad-details': 'breaks-rules',
  'bad-delta': 'breaks-rules',
  'bad-segment': 'breaks-rules',
  'log-gap': 'altered',
  'log-reset': 'altered',
  'other-line': 'altered',
  'held-damaged': 'altered',
  fork: 'fork',
  'no-fork': 'breaks-rules',
  rollback: 'older',
  'not-yet-valid': 'dated-ahead',
  expired: 'expired',
  'runs-ahead': 'breaks-rules',
  'not-listed': 'breaks-rules',
  'says-nothing': 'breaks-rules',
  'no-work': 'breaks-rules',
  'bad-draft': 'breaks-rules',
  'charter-changed': 'breaks-rules',
  'bad-keys': 'breaks-rules',
  'wrong-passphrase': 'breaks-rules',
  'not-signed': 'not-signed',
  'not-encrypted': 'not-signed',
};

/** Sequence numbers are compared within one version of the root only. */
function isOlder(list: VerifiedList, known: ListRow): boolean {
  return list.version < known.version || (list.version === known.version && list.seq < known.seq);
}

/** Whether the list was in another state, under the number known, than what is followed says: now or as its log tells. */
function isFork(list: VerifiedList, known: ListRow): boolean {
  const there = list.log.find(({ seq }) => seq === known.seq);
  return list.version === known.version && there !== undefined && there.chain !== known.chain;
}

/** What is followed contradicts the file: the proof of that, where both lead back far enough. */
async function proofAgainst(id: string, file: Uint8Array, lists: ImportPorts['lists']): Promise<Uint8Array | undefined> {
  const held = await lists.fileOf(id);
  const [before, other] = [held === undefined ? undefined : readKeptHead(held), readKeptHead(file)];
  const proof = before?.ok === true && other.ok ? makeForkProof(before.value.file, other.value.file) : undefined;
  return proof?.ok === true ? proof.value : undefined;
}

/** Of a file that was verified. */
function rootsOf(file: Uint8Array): Uint8Array {
  const head = readKeptHead(file);
  if (!head.ok) throw new Error(head.error.message);
  return head.value.file.roots;
}
