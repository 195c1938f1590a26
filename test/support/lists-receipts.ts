import type { Subject } from '../../lib/core/subject.ts';
import type { Look } from '../../lib/core/look.ts';
import type { ProvenFlag } from '../../lib/core/receipt.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { decodeReceipt, encodeReceipt, type Receipt } from '../../lib/lists/receipt.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { NOW_MS } from './lists-draft.ts';

export function madeReceipt(list: Uint8Array, of: Subject | Look, label?: number | string): Uint8Array {
  const made = makeReceipt(list, of, { label, nowMs: NOW_MS });
  if (!made.ok) throw new Error(`${made.error.tag}: ${made.error.message}`);
  return made.value;
}

export function provenBy(receipt: Uint8Array, nowMs = NOW_MS): ProvenFlag {
  const verified = verifyReceipt(receipt, nowMs);
  if (!verified.ok) throw new Error(`${verified.error.tag}: ${verified.error.message}`);
  return verified.value;
}

/** What became of a receipt: 'holds' or the tag of its refusal. */
export function judged(receipt: Uint8Array, nowMs = NOW_MS): string {
  const verified = verifyReceipt(receipt, nowMs);
  return verified.ok ? 'holds' : verified.error.tag;
}

/** The receipt with some of its parts replaced, written as canonically as before. */
export function changed(receipt: Uint8Array, changes: Partial<Receipt>): Uint8Array {
  return encodeReceipt({ ...decodeReceipt(receipt), ...changes });
}

/** The receipt with one byte replaced by another. */
export function flipped(receipt: Uint8Array, at: number, mask: number): Uint8Array {
  const other = receipt.slice();
  other[at]! ^= mask;
  return other;
}
