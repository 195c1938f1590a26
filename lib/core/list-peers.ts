/** The other readers of a list who are met: what the reader is shown of them. */
export interface ListPeers {
  /** Id of the list. */
  readonly list: string;
  /** How many are reached now. */
  readonly readers: number;
  /** What the last one that was cut off had done. */
  readonly trouble?: PeerTrouble;
  /** Why the server that is to help gave no way to them when it was last asked; left out where it did. */
  readonly serverTrouble?: PeerTrouble;
}

export interface PeerTrouble {
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
