/** Names the format inside the file. */
export const RECEIPT_FORMAT = 'flag-receipt@1';

/** Of a file, where a receipt says what it is; its canonical form says so in the first 64. */
const HEAD_BYTES = 4096;

/** Whether a file means to be a receipt: JSON that names the format near its beginning. */
export function looksLikeReceipt(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)).trimStart();
  return head.startsWith('{') && head.includes(`"${RECEIPT_FORMAT}"`);
}
