import type { AbstainReason } from '../core/evidence.ts';

/** Why a picture cannot be judged; the tag is the reason a detector's abstention carries. */
export interface MediaError {
  readonly tag: MediaErrorTag;
  /** For a person; may quote the address, never the bytes. */
  readonly message: string;
}

export type MediaErrorTag = Extract<
  AbstainReason,
  'fetch-refused' | 'fetch-failed' | 'too-large' | 'unsupported-type' | 'undecodable' | 'animated' | 'self-test-failed'
>;
