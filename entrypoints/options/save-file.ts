import { send } from '../../lib/messages/send.ts';

/** The download has its own hold on the bytes once it began. */
const LET_GO_AFTER_MS = 60_000;

/** Hands a file of the engine's to the reader, and lets go of it. */
export function saveFile(blobUrl: string, name: string): void {
  const link = document.createElement('a');
  link.href = blobUrl;
  link.download = name;
  link.click();
  setTimeout(() => void send('let-file-go', { blobUrl }), LET_GO_AFTER_MS);
}
