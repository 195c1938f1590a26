import type { Answer, MessageName, Request, Response } from './contract.ts';
import type { Origin } from './serve.ts';

/** The messages that the engine answers: everything that needs the store, the lists or a model. */
export type EngineMessageName = Exclude<MessageName, 'keep-awake' | 'observe'>;

/** What the engine is asked: the message, and what only the background can know. */
export type EngineRequest<N extends EngineMessageName> = N extends 'judge-picture'
  ? Request<N> & { /** Whether the reader allowed the site the picture comes from. */ readonly isAllowed: boolean }
  : Request<N>;

/** One request to the engine's worker; `id` pairs it with its reply. */
export interface EngineCall<N extends EngineMessageName = EngineMessageName> {
  readonly id: number;
  readonly name: N;
  readonly request: EngineRequest<N>;
  readonly origin: Origin;
}

export interface EngineReply {
  readonly id: number;
  readonly answer: Answer<unknown>;
  /** A model failed to start in this worker and never will: a fresh worker is needed. */
  readonly broken: boolean;
}

export type EngineHandlers = {
  readonly [N in EngineMessageName]: (request: EngineRequest<N>, origin: Origin) => Promise<Answer<Response<N>>>;
};
