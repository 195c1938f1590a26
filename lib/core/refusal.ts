/** Why something the reader asked for was not done, where that is worth a sentence in the reader's language. */
export const REFUSALS = [
  // Of a list's file.
  'not-a-list',
  'altered',
  'breaks-rules',
  'not-signed',
  'too-large',
  'newer-format',
  'dated-ahead',
  'expired',
  'older',
  'fork',
  'too-many-lists',
  // Of a list at a link.
  'not-a-link',
  'not-there',
  'data-missing',
  // Of the receipt of a flag.
  'not-a-receipt',
  // Of the proof of a fork.
  'not-a-proof',
  'no-relays',
  'too-large-to-tell',
  // Of any file.
  'unreadable',
  'busy',
  'cancelled',
  // Of a file that everything is restored from.
  'not-an-export',
  // Of a removal that can no longer be undone.
  'gone',
  // The browser's own question was answered with no.
  'declined',
  // Of a model from a hub.
  'no-such-model',
  'no-answer',
  'no-classifier',
  'no-room',
  'not-confirmed',
  'model-altered',
  // Of a trust list.
  'no-certificates',
  // Of a file at an address.
  'not-fetched',
  'fetch-refused',
  'fetching-off',
  'site-not-allowed',
  // Private windows leave nothing on disk.
  'private-window',
] as const;
export type Refusal = (typeof REFUSALS)[number];
