import { err, ok, type Err, type Result } from '../core/result.ts';

/** Why a list, a part of one, a draft or a key file was refused. */
export type ListErrorTag =
  /** The bytes do not have the layout of docs/protocol.md: cut short, something left over, wrong magic. */
  | 'malformed'
  /** A stated or actual size is over a limit of the protocol. */
  | 'too-large'
  /** The layout holds, but the same content has another, canonical writing: unsorted, doubled, reordered JSON. */
  | 'not-canonical'
  /** A version or section this reader does not know. */
  | 'unsupported'
  /** A root breaks a rule on its content. */
  | 'bad-root'
  /** A tip claims more than its root allows. */
  | 'bad-tip'
  /** A root does not continue the one before it. */
  | 'broken-root-line'
  /** A named key has not signed, or fewer than the threshold have. */
  | 'missing-signature'
  | 'bad-signature'
  /** Signed by a key that has no say here. */
  | 'wrong-key'
  /** Bytes are not those a signed object names. */
  | 'hash-mismatch'
  | 'missing-blob'
  | 'unreachable-blob'
  /** The links do not lead to the signed chain. */
  | 'broken-chain'
  /** The records do not give the signed state. */
  | 'state-mismatch'
  | 'bad-record'
  /** What a list tells of its flags breaks a rule: too long, under a sensitive label, of a flag that is not there. */
  | 'bad-details'
  /** An update was not made for the records it is applied to, or leads elsewhere than the log says. */
  | 'bad-delta'
  /** A part of the older log tells other updates than the index says, or does not fold to its line. */
  | 'bad-segment'
  /** Neither the log nor what is told before it reaches back to the state that is held. */
  | 'log-gap'
  /** A step of the log says to take the snapshot. */
  | 'log-reset'
  /** What is held is not on the line that the current root continues. */
  | 'other-line'
  /** Two states were signed under one number and one version of the root. */
  | 'fork'
  /** What is shown as a fork contradicts itself nowhere. */
  | 'no-fork'
  /** What arrives is older than what is held. */
  | 'rollback'
  /** What is held is not what was verified when it was put away. */
  | 'held-damaged'
  | 'not-yet-valid'
  | 'expired'
  /** The sequence number runs ahead of what the time since the root allows. */
  | 'runs-ahead'
  /** The list says nothing of the subject asked about, or not what a receipt claims. */
  | 'not-listed'
  /** A flag that the list's own terms keep silent: unknown code, kind not allowed, term over when it was signed. */
  | 'says-nothing'
  /** The work that an inbox asks for was not found in as many tries as it should take many times over. */
  | 'no-work'
  | 'bad-draft'
  | 'charter-changed'
  | 'bad-keys'
  | 'wrong-passphrase'
  /** Who holds a key elsewhere gave no signature, or another one than was asked for. */
  | 'not-signed'
  /** Who holds a key elsewhere did not encrypt with it. */
  | 'not-encrypted';

/** `message` is a sentence a reader understands. */
export interface ListError {
  readonly tag: ListErrorTag;
  readonly message: string;
}

/** How decoders and checks of this folder say no; it never leaves the folder: `attempt` turns it into a Result. */
class Refusal extends Error {
  readonly tag: ListErrorTag;
  constructor(tag: ListErrorTag, message: string) {
    super(message);
    this.tag = tag;
  }
}

export function refuse(tag: ListErrorTag, message: string): never {
  throw new Refusal(tag, message);
}

/** Runs decoders and checks; a refusal becomes an error value, anything else thrown is a fault of ours and passes. */
export function attempt<T>(work: () => T): Result<T, ListError> {
  try {
    return ok(work());
  } catch (thrown) {
    return refusalIn(thrown);
  }
}

/** The same of what waits for signatures. */
export async function attemptAsync<T>(work: () => Promise<T>): Promise<Result<T, ListError>> {
  try {
    return ok(await work());
  } catch (thrown) {
    return refusalIn(thrown);
  }
}

function refusalIn(thrown: unknown): Err<ListError> {
  if (thrown instanceof Refusal) return err({ tag: thrown.tag, message: thrown.message });
  throw thrown;
}
