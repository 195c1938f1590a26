import type { ReceiptReading } from '../core/receipt.ts';
import type { Refusal } from '../core/refusal.ts';
import type { ListErrorTag } from '../lists/list-error.ts';
import { verifyReceipt } from '../lists/verify-receipt.ts';
import { REFUSAL_OF } from './import-list.ts';

/** What the reader is told where it is another thing than of a list's file. */
const OF_RECEIPTS: Readonly<Partial<Record<ListErrorTag, Refusal>>> = {
  malformed: 'not-a-receipt',
  'not-canonical': 'altered',
  'not-listed': 'altered',
};

/** What a receipt proves, or why it proves nothing, by its bytes alone. */
export function readReceipt(bytes: Uint8Array, nowMs: number): ReceiptReading {
  const verified = verifyReceipt(bytes, nowMs);
  if (verified.ok) return { kind: 'proves', proven: verified.value };
  const { tag, message } = verified.error;
  return { kind: 'proves-nothing', why: OF_RECEIPTS[tag] ?? REFUSAL_OF[tag], message };
}
