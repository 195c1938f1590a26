import { AbstractRelay } from 'nostr-tools/abstract-relay';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent, type Event, type EventTemplate } from 'nostr-tools/pure';
import { webSocket } from '../../cli/web-socket.ts';

/** What somebody asks of a signer. */
export interface Asked {
  readonly id: string;
  readonly method: string;
  readonly params: readonly string[];
  /** Public key of who asks. */
  readonly client: string;
}

/** What it says: an answer, or anything at all in its place. */
export type Said = { readonly id: string; readonly result?: unknown; readonly error?: unknown } | string;

export interface BunkerServer {
  readonly address: string;
  /** The key under which it speaks. */
  readonly signer: string;
  /** The key it signs with. */
  readonly pubkey: string;
  /** In order; each once, however many relays brought it. */
  readonly asked: Asked[];
  /** What it says to a question, instead of what it would; a string is sent as it is, unencrypted. */
  meddle: (asked: Asked, honest: () => Said) => Said | readonly Said[] | Promise<Said | readonly Said[]>;
  /** Signs with its key, whatever is asked. */
  sign(template: EventTemplate): Event;
  /** Connections that are open: to relays that are there. */
  close(): void;
}

export interface BunkerOptions {
  /** By which it knows who was given its address; good for one introduction. */
  readonly secret?: string;
}

const KIND = 24_133;

/**
 * A remote signer (NIP-46) that signs, encrypts and decrypts with this key for whoever introduces themselves by its secret,
 * and only what they asked to be allowed. It listens at real relays; one that is not there does not keep it from the others.
 */
export async function serveBunker(key: Uint8Array, relays: readonly string[], { secret = 'open sesame' }: BunkerOptions = {}): Promise<BunkerServer> {
  const own = generateSecretKey();
  const signer = getPublicKey(own);
  const pubkey = getPublicKey(key);
  /** What each client may ask for. */
  const allowed = new Map<string, ReadonlySet<string>>();
  const seen = new Set<string>();
  const open: AbstractRelay[] = [];
  const served: BunkerServer = {
    address: `bunker://${signer}?${new URLSearchParams([...relays.map((relay) => ['relay', relay]), ['secret', secret]])}`,
    signer,
    pubkey,
    asked: [],
    meddle: (_, answer) => answer(),
    sign: (template) => finalizeEvent(template, key),
    close: () => open.forEach((relay) => relay.close()),
  };

  function honest({ id, method, params, client }: Asked): Said {
    if (method === 'connect') {
      const isNew = !allowed.has(client);
      if (params[0] !== signer) return { id, error: 'somebody else is meant' };
      if (isNew && (params[1] !== secret || allowed.size > 0)) return { id, error: 'the secret is not one' };
      allowed.set(client, new Set((params[2] ?? '').split(',')));
      return { id, result: 'ack' };
    }
    const rights = allowed.get(client);
    if (rights === undefined) return { id, error: 'who are you' };
    if (method === 'get_public_key') return { id, result: pubkey };
    if (method === 'nip44_decrypt' || method === 'nip44_encrypt') {
      if (!rights.has(method)) return { id, error: `not allowed: ${method}` };
      return ciphered(id, method === 'nip44_decrypt' ? decrypt : encrypt, params);
    }
    if (method !== 'sign_event') return { id, error: 'no such method' };
    const template = JSON.parse(params[0]!) as EventTemplate;
    if (!rights.has(`sign_event:${template.kind}`)) return { id, error: `not allowed: kind ${template.kind}` };
    return { id, result: JSON.stringify(finalizeEvent(template, key)) };
  }

  /** As signers do, it says no more of a text that does not decrypt than that it has an error. */
  function ciphered(id: string, cipher: (text: string, conversation: Uint8Array) => string, [other, text]: readonly string[]): Said {
    try {
      return { id, result: cipher(text!, getConversationKey(key, other!)) };
    } catch (thrown) {
      return { id, error: (thrown as Error).message };
    }
  }

  async function take(event: Event): Promise<void> {
    if (seen.has(event.id) || !verifyEvent(event)) return;
    seen.add(event.id);
    const conversation = getConversationKey(own, event.pubkey);
    const asked: Asked = { ...(JSON.parse(decrypt(event.content, conversation)) as Omit<Asked, 'client'>), client: event.pubkey };
    served.asked.push(asked);
    const said = await served.meddle(asked, () => honest(asked));
    for (const each of Array.isArray(said) ? (said as readonly Said[]) : [said as Said]) {
      const content = typeof each === 'string' ? each : encrypt(JSON.stringify(each), conversation);
      const answer = finalizeEvent({ kind: KIND, tags: [['p', event.pubkey]], content, created_at: Math.floor(Date.now() / 1000) }, own);
      for (const relay of open) if (relay.connected) void relay.publish(answer).catch(() => {});
    }
  }

  for (const address of relays) {
    const relay = new AbstractRelay(address, { verifyEvent: () => true, websocketImplementation: webSocket });
    try {
      await relay.connect();
    } catch {
      // A relay that is not there: the others have to do.
      continue;
    }
    open.push(relay);
    await new Promise<void>((resolve) => {
      relay.subscribe([{ kinds: [KIND], '#p': [signer], limit: 0 }], { onevent: (event) => void take(event), oneose: resolve });
    });
  }
  return served;
}
