import { isRecord } from '../core/is-record.ts';
import type { Result } from '../core/result.ts';
import { eventId, publicKey, signEvent, verifyEvent, type EventBody, type EventSignature, type Random } from './event.ts';
import { refuse } from './list-error.ts';

/** Makes signatures under one key, whoever holds its secret. */
export interface Signer {
  /** X-only public key, 64 hex digits. */
  readonly pubkey: string;
  /** The signature over exactly this event; a refusal where there is none. `createdAt` in seconds. */
  sign(body: EventBody, createdAt: number): Promise<EventSignature>;
}

/** Signs with a secret key that is at hand. Whether it is one shows when it is first asked for anything: then it refuses. */
export function localSigner(secret: Uint8Array, random: Random): Signer {
  let pubkey: string | undefined;
  return {
    get pubkey() {
      pubkey ??= keyOf(secret);
      return pubkey;
    },
    sign: async (body, createdAt) => signEvent(body, secret, createdAt, random),
  };
}

function keyOf(secret: Uint8Array): string {
  try {
    return publicKey(secret);
  } catch {
    // The library's words may quote the secret; ours do not.
    refuse('bad-keys', 'One of the secret keys is not a valid key.');
  }
}

/** The signatures of all these over one event, ascending by public key. One is asked after the other: some ask a person. */
export async function signaturesBy(signers: readonly Signer[], body: EventBody, createdAt: number): Promise<readonly EventSignature[]> {
  const signatures: EventSignature[] = [];
  for (const signer of signers) signatures.push(await signer.sign(body, createdAt));
  return signatures.toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1));
}

/** What somebody else is asked to sign: an event without its signer. */
export interface EventTemplate extends EventBody {
  readonly created_at: number;
}

/** Asks whoever holds the secret; what comes back is anything that they like. */
export type AskToSign = (template: EventTemplate) => Promise<Result<unknown, { readonly message: string }>>;

/** Has events signed elsewhere, and takes a signature only if it is by this key and over the very event that was asked for. */
export function remoteSigner(pubkey: string, ask: AskToSign): Signer {
  return {
    pubkey,
    async sign(body, createdAt) {
      const answer = await ask({ kind: body.kind, created_at: createdAt, tags: body.tags, content: body.content });
      if (!answer.ok) refuse('not-signed', `The signer of key ${pubkey} has not signed: ${answer.error.message}`);
      const signature = signatureIn(answer.value, body, { pubkey, createdAt });
      if (typeof signature === 'string') refuse('not-signed', `What the signer of key ${pubkey} sent back is not what it was asked for: ${signature}`);
      return signature;
    },
  };
}

/** The signature of an event that came back, or why it is not taken. */
function signatureIn(event: unknown, body: EventBody, by: Pick<EventSignature, 'pubkey' | 'createdAt'>): EventSignature | string {
  if (!isRecord(event)) return 'it is no event.';
  if (event['pubkey'] !== by.pubkey) return 'it signed with another key.';
  if (event['kind'] !== body.kind) return 'it signed an event of another kind.';
  if (event['created_at'] !== by.createdAt) return 'it changed the date.';
  if (event['content'] !== body.content) return 'it changed the text.';
  if (!areSameTags(event['tags'], body.tags)) return 'it changed the tags.';
  if (event['id'] !== eventId(body, by)) return 'the id is of another event.';
  const { sig } = event;
  if (typeof sig !== 'string' || !/^[0-9a-f]{128}$/.test(sig)) return 'there is no signature in it.';
  const signature = { ...by, sig };
  return verifyEvent(body, signature) ? signature : 'the signature does not hold.';
}

function areSameTags(tags: unknown, asked: EventBody['tags']): boolean {
  return (
    Array.isArray(tags) &&
    tags.length === asked.length &&
    tags.every((tag: unknown, i) => Array.isArray(tag) && tag.length === asked[i]!.length && tag.every((part, k) => part === asked[i]![k]))
  );
}
