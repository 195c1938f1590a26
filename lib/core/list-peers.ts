/** The other readers of a list who are met: what the reader is shown of them. */
export interface ListPeers {
  /** Id of the list. */
  readonly list: string;
  /** How many are reached now. */
  readonly readers: number;
  /** What the last one that was cut off had done, and when, milliseconds since the epoch. */
  readonly trouble?: { readonly message: string; readonly at: number };
}
