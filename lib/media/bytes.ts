/** Big-endian number of `length` (1–4) bytes at `at`; −1 where that lies outside, which equals no valid value. */
export function readUint(bytes: Uint8Array, at: number, length: 1 | 2 | 3 | 4): number {
  if (at < 0 || at + length > bytes.length) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** Little-endian twin of `readUint`. */
export function readUintLe(bytes: Uint8Array, at: number, length: 1 | 2 | 3 | 4): number {
  if (at < 0 || at + length > bytes.length) return -1;
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** Whether the bytes at `at` spell `text`, one byte a character (Latin-1). */
export function spells(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Bytes as text, one character a byte (Latin-1); stops at the end of the bytes. */
export function readLatin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
