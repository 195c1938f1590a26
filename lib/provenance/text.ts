/** Bytes as text: UTF-8 where they are, Latin-1 where they are not; cut at the first NUL. */
export function readText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  const text = nul === -1 ? bytes : bytes.subarray(0, nul);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch {
    // Older writers know no UTF-8: every byte is a character of Latin-1.
    return latin1(text);
  }
}

/** One character a byte, whatever the length. `TextDecoder` means Windows-1252 by that name, `fromCharCode` takes no million arguments. */
export function latin1(bytes: Uint8Array): string {
  const STEP = 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return text;
}

/** UTF-16 in the byte order that a mark at its start, or else the caller, names. */
export function readUtf16(bytes: Uint8Array, order: 'le' | 'be'): string {
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? 'le' : first === 0xfe && second === 0xff ? 'be' : order;
  const text = new TextDecoder(`utf-16${marked}`).decode(bytes.subarray(0, bytes.length & ~1));
  const nul = text.indexOf('\0');
  return nul === -1 ? text : text.slice(0, nul);
}

/** An XMP packet as text: UTF-8 unless its first character says UTF-16 (XMP specification part 1, 7.3). */
export function readPacket(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const order = (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c) ? 'be' : (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0) ? 'le' : undefined;
  return order === undefined ? new TextDecoder().decode(bytes) : readUtf16(bytes, order);
}
