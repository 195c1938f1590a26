/** An ordered channel of messages to one peer: what arrives does so whole and in order, or not at all. */
export interface PeerChannel {
  /** Resolves once there is room for more; rejects where the channel is gone. */
  send(message: Uint8Array): Promise<void>;
  /** Set once, by who converses over it. What arrived before is handed over then. */
  onMessage: (message: Uint8Array) => void;
  /** Told when the other side is gone, and not when it is closed here. */
  onClose: () => void;
  close(): void;
}
