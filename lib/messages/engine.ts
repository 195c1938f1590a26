import type { Subject } from '../core/subject.ts';
import type { Answer, Messages } from './contract.ts';
import type { Origin } from './serve.ts';

/** The messages that the engine answers: everything that needs the store, the lists or a model. */
export type EngineMessageName = keyof EngineMessages;

interface EngineMessages extends Omit<Messages, 'keep-awake' | 'load-badges' | 'observe'> {
  /** From the background itself: the last private window was closed, and what was seen in them goes with it. */
  'forget-private': { request: Record<string, never>; response: null };
  /** From the background, which knows what the reader allowed: where larger copies of a picture may be, best first. */
  'larger-copies': { request: { readonly url: string; readonly named: readonly string[] }; response: readonly string[] };
  /** From the background: when the next proof of a fork is to be sent, milliseconds since the epoch; null where none is. */
  'next-telling': { request: Record<string, never>; response: number | null };
  /** From the background: sends those that are due. */
  'tell-of-forks': { request: Record<string, never>; response: null };
  /** From the host of the workers: what a list that is offered is tried on. */
  'offer-trial': { request: Record<string, never>; response: OfferTrial };
  /** From the host of the workers: the importer may have changed lists. */
  'lists-changed': { request: Record<string, never>; response: null };
  /** The same of all that is stored: lists, settings, corrections and trust lists. */
  'stored-changed': { request: Record<string, never>; response: null };
}

/** What pages of this session showed, by what each post is looked up, and the accounts that the reader always shows. */
export interface OfferTrial {
  readonly seen: readonly (readonly Subject[])[];
  readonly alwaysShow: readonly string[];
}

/** Answered by the importer's worker, which stands beside that of the engine; the others by the engine's. */
export type ImporterMessageName = 'import-list' | 'import-progress' | 'cancel-import' | 'restore-everything' | 'offer-list' | 'sync-lists' | 'tell-of-forks' | 'look-for-answers';
/** By the page that hosts the workers itself: workers reach no peers. */
export type HostMessageName = 'get-peers';
export type WorkerMessageName = Exclude<EngineMessageName, ImporterMessageName | HostMessageName>;

/** What the engine is asked: the message, and what only the background can know. */
export type EngineRequest<N extends EngineMessageName> = N extends 'judge-picture'
  ? EngineMessages[N]['request'] & { /** Whether the reader allowed the site the picture comes from. */ readonly isAllowed: boolean }
  : N extends 'look-deeper'
    ? Pick<EngineMessages[N]['request'], 'picture'> & { /** Best first. */ readonly copies: readonly { readonly url: string; readonly isAllowed: boolean }[] }
    : EngineMessages[N]['request'];

export type EngineResponse<N extends EngineMessageName> = EngineMessages[N]['response'];

/** One request to the engine. */
export interface EngineQuestion<N extends EngineMessageName = EngineMessageName> {
  readonly name: N;
  readonly request: EngineRequest<N>;
  readonly origin: Origin;
}

/** As it reaches the engine's worker; `id` pairs it with its reply. */
export interface EngineCall extends EngineQuestion<WorkerMessageName> {
  readonly id: number;
}

export interface EngineReply {
  readonly id: number;
  readonly answer: Answer<unknown>;
  /** A model failed to start in this worker and never will: a fresh worker is needed. */
  readonly broken: boolean;
}

/** What the engine says unasked: of these posts, by `judgedId`, the tab that shows them can learn more by asking again. */
export interface EngineNews {
  readonly tab: number;
  readonly ids: readonly string[];
}

export type EngineHandlers = {
  readonly [N in WorkerMessageName]: (request: EngineRequest<N>, origin: Origin) => Promise<Answer<EngineResponse<N>>>;
};
