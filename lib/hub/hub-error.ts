import type { Refusal } from '../core/refusal.ts';

/** Why the hub's model was not had: `why` for the reader's language, `message` for a person who can do something about it. */
export interface HubError {
  readonly why: Refusal;
  readonly message: string;
}
