import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decrypt, encrypt, getConversationKey, v2 } from 'nostr-tools/nip44';
import { finalizeEvent, getPublicKey, type Event } from 'nostr-tools/pure';
import { isRecord } from '../core/is-record.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isEvent, isSigned } from './signed-event.ts';
import { openSignalling } from './signal-relays.ts';

/** Who a remote signer is, and where it listens. */
export interface BunkerPlace {
  /** The key under which it speaks, 64 hex digits. */
  readonly signer: string;
  readonly relays: readonly string[];
}

export interface BunkerPorts {
  readonly now: () => number;
  /** Names a question: nobody can guess it. */
  readonly newId: () => string;
  /** How long an answer may take, milliseconds: a person may have to allow it first. */
  readonly timeoutMs: number;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** The signer wants its person to go to this address (`https:`) before it answers. */
  readonly onAuth: (url: string) => void;
  /** Where the runtime has none of its own. */
  readonly WebSocket?: typeof globalThis.WebSocket | undefined;
}

/** `message` is a sentence; what a signer or relay said in it is cut, and not yet made safe to be shown. */
export interface BunkerError {
  readonly tag:
    /** None of its relays took the question. */
    | 'unreachable'
    /** No answer in time. */
    | 'silent'
    /** It answered that it will not. */
    | 'refused'
    /** It answered something that is no answer to what it was asked. */
    | 'garbled'
    | 'too-large'
    | 'interrupted';
  readonly message: string;
}

/** A remote signer (NIP-46), spoken to from when it is opened until it is closed. */
export interface Bunker {
  /** Introduces us, with the secret of its address; asks to be allowed these things from now on (`sign_event:9431`). */
  connect(secret: string | undefined, permissions: readonly string[]): Promise<Result<true, BunkerError>>;
  /** The key it signs with, 64 hex digits: its word, which a signature has to show. */
  publicKey(): Promise<Result<string, BunkerError>>;
  /** What it gives back for an event to be signed: parsed, and nothing about it known. */
  sign(template: object): Promise<Result<unknown, BunkerError>>;
  /** What it says that `from` encrypted (NIP-44) for its key. */
  decrypt(payload: string, from: string): Promise<Result<string, BunkerError>>;
  /** What it says is this text, encrypted (NIP-44) for `to`: of the form and length that this has, and nothing more is known. */
  encrypt(text: string, to: string): Promise<Result<string, BunkerError>>;
  /** What is asked after that is not answered. */
  close(): void;
}

/** Kind of the events by which signers are spoken to: ephemeral. */
export const BUNKER_KIND = 24_133;
/** Signers by the first NIP-44 read no longer text; half of it is the root that they are to sign. */
const MAX_QUESTION_BYTES = 65_535;
/** The same encrypted, in base64. */
const MAX_CONTENT = 131_072;
const MAX_REASON = 200;
const MAX_AUTH_LENGTH = 2048;
/** A relay has to take a question within this. */
const TAKEN_MS = 15_000;
/** How far the signer's clock may be behind. What it said to others or before is told by the id of the question. */
const HEARD_FOR_S = 600;
/** A relay that sends more than so many events to a question that are no answer is making work. */
const MAX_HEARD = 500;

interface Question {
  readonly event: Event;
  isTaken: boolean;
  isAuthShown: boolean;
  heard: number;
  /** Sent by the signer, and nothing that can be read. */
  unread: number;
  restart(): void;
  end(answer: Result<string, BunkerError>): void;
}

/**
 * Speaks to a remote signer over its relays, of which one is enough. `client` is our secret key towards it. nostr-tools
 * has a client as well; that one never gives up, and what it cannot decrypt ends the program.
 */
export function openBunker({ signer, relays }: BunkerPlace, client: Uint8Array, ports: BunkerPorts): Result<Bunker, string> {
  const { now, newId, timeoutMs, signal, onAuth } = ports;
  const conversation = conversationWith(signer, client);
  if (conversation === undefined) return err('The key of the signer is not a valid key.');
  const questions = new Map<string, Question>();
  const troubles = new Map<string, string>();
  let isClosed = false;

  const relaysSpokenTo = openSignalling(
    relays,
    {
      filters: [{ kinds: [BUNKER_KIND], authors: [signer], '#p': [getPublicKey(client)] }],
      heardForS: HEARD_FOR_S,
      now,
      onReached(address, send) {
        troubles.delete(address);
        for (const { event } of questions.values()) send(event);
      },
      onTaken(event) {
        for (const question of questions.values()) if (question.event.id === event.id) question.isTaken = true;
      },
      onTrouble(address, reason) {
        troubles.set(address, cut(reason));
        if (troubles.size < relays.length) return;
        for (const question of questions.values()) if (!question.isTaken) question.end(unreachable());
      },
      onEvent: hear,
    },
    ports.WebSocket,
  );
  signal.addEventListener('abort', interrupt, { once: true });

  function interrupt(): void {
    for (const question of questions.values()) question.end(INTERRUPTED);
  }

  function unreachable(): Result<never, BunkerError> {
    const reasons = relays.map((relay) => `${relay}: ${troubles.get(relay) ?? 'no answer'}`);
    return err({ tag: 'unreachable', message: `none of its relays took the question (${reasons.join('; ')}).` });
  }

  function silent({ unread }: Question): Result<never, BunkerError> {
    const heard = unread === 0 ? 'Is it running, and does it wait for you to allow this?' : 'It sent something that cannot be read: does it speak NIP-46 with NIP-44?';
    return err({ tag: 'silent', message: `it did not answer within ${Math.round(timeoutMs / 1000)} seconds. ${heard}` });
  }

  function ask(method: string, params: readonly string[]): Promise<Result<string, BunkerError>> {
    if (signal.aborted || isClosed) return Promise.resolve(INTERRUPTED);
    const id = newId();
    const text = JSON.stringify({ id, method, params });
    if (utf8ToBytes(text).length > MAX_QUESTION_BYTES) {
      return Promise.resolve(err({ tag: 'too-large', message: `what it is asked for is larger than ${MAX_QUESTION_BYTES} bytes as a question, more than signers read.` }));
    }
    const event = finalizeEvent({ kind: BUNKER_KIND, tags: [['p', signer]], content: encrypt(text, conversation!), created_at: Math.floor(now() / 1000) }, client);
    return new Promise((resolve) => {
      let ending = setTimeout(timeOut, timeoutMs);
      const taking = setTimeout(() => (question.isTaken ? undefined : question.end(unreachable())), Math.min(TAKEN_MS, timeoutMs));
      const question: Question = {
        event,
        isTaken: false,
        isAuthShown: false,
        heard: 0,
        unread: 0,
        restart() {
          clearTimeout(ending);
          ending = setTimeout(timeOut, timeoutMs);
        },
        end(answer) {
          clearTimeout(ending);
          clearTimeout(taking);
          questions.delete(id);
          resolve(answer);
        },
      };
      function timeOut(): void {
        question.end(question.isTaken ? silent(question) : unreachable());
      }
      questions.set(id, question);
      // Relays that are not reached yet are told when they are.
      relaysSpokenTo.send(event);
    });
  }

  function hear(event: unknown): void {
    for (const question of questions.values()) {
      question.heard += 1;
      if (question.heard > MAX_HEARD) question.end(err({ tag: 'garbled', message: 'its relays send what it did not say.' }));
    }
    if (questions.size === 0 || !isEvent(event) || event.kind !== BUNKER_KIND || event.pubkey !== signer || event.content.length > MAX_CONTENT || !isSigned(event)) return;
    const answer = read(event.content, conversation!);
    if (answer === undefined) for (const question of questions.values()) question.unread += 1;
    const question = answer && questions.get(answer.id);
    if (question !== undefined) take(question, answer!);
  }

  function take(question: Question, { result, error }: Answer): void {
    if (result === 'auth_url') authorise(question, error);
    else if (typeof error === 'string' && error !== '') question.end(err({ tag: 'refused', message: `it says “${cut(error)}”.` }));
    else if (typeof result === 'string') question.end(ok(result));
    else question.end(err({ tag: 'garbled', message: 'its answer holds neither a result nor an error.' }));
  }

  /** Whoever has to go somewhere first has as long again, once. */
  function authorise(question: Question, url: unknown): void {
    if (typeof url !== 'string' || url.length > MAX_AUTH_LENGTH || !URL.canParse(url) || new URL(url).protocol !== 'https:') {
      question.end(err({ tag: 'garbled', message: 'it asks to be allowed this at something that is no https address.' }));
    } else if (!question.isAuthShown) {
      question.isAuthShown = true;
      question.restart();
      onAuth(new URL(url).href);
    }
  }

  return ok({
    async connect(secret, permissions) {
      const answer = await ask('connect', [signer, secret ?? '', permissions.join(',')]);
      if (!answer.ok) return answer;
      return answer.value === 'ack' || answer.value === secret ? ok(true) : err({ tag: 'garbled', message: 'it answers our greeting with something else than “ack”.' });
    },
    async publicKey() {
      const answer = await ask('get_public_key', []);
      return !answer.ok || /^[0-9a-f]{64}$/.test(answer.value) ? answer : err({ tag: 'garbled', message: 'what it gives as its public key is none.' });
    },
    async sign(template) {
      const answer = await ask('sign_event', [JSON.stringify(template)]);
      return answer.ok ? parsed(answer.value) : answer;
    },
    decrypt: (payload, from) => ask('nip44_decrypt', [from, payload]),
    async encrypt(text, to) {
      const answer = await ask('nip44_encrypt', [to, text]);
      return !answer.ok || isEncryptionOf(text, answer.value) ? answer : err({ tag: 'garbled', message: 'what it gives for an encrypted text is none.' });
    },
    close() {
      isClosed = true;
      signal.removeEventListener('abort', interrupt);
      interrupt();
      relaysSpokenTo.close();
    },
  });
}

const INTERRUPTED: Result<never, BunkerError> = err({ tag: 'interrupted', message: 'it was interrupted.' });

function conversationWith(signer: string, client: Uint8Array): Uint8Array | undefined {
  try {
    return getConversationKey(client, signer);
  } catch {
    // Half of all numbers are no key.
    return undefined;
  }
}

interface Answer {
  readonly id: string;
  readonly result: unknown;
  readonly error: unknown;
}

function read(content: string, conversation: Uint8Array): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(decrypt(content, conversation));
    return isRecord(answer) && typeof answer['id'] === 'string' ? { id: answer['id'], result: answer['result'], error: answer['error'] } : undefined;
  } catch {
    // Encrypted otherwise, for somebody else, or no JSON.
    return undefined;
  }
}

function parsed(text: string): Result<unknown, BunkerError> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err({ tag: 'garbled', message: 'what it gives for a signed event is no JSON.' });
  }
}

/** Whether a text is encrypted as this one would be, as far as can be told without the key: version, nonce, padded text, code. */
function isEncryptionOf(text: string, payload: string): boolean {
  const bytes = 1 + 32 + 2 + v2.utils.calcPaddedLen(utf8ToBytes(text).length) + 32;
  return payload.length === 4 * Math.ceil(bytes / 3) && /^A[g-v][A-Za-z0-9+/]*={0,2}$/.test(payload);
}

function cut(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text;
}
