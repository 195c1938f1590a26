import { refuse } from './list-error.ts';

/** Characters turned at a time: engines bound the arguments of a call. */
const CHUNK = 8192;

/** RFC 4648, section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** Bytes that have this one writing: no white space, nothing left out, no bit set in the padding. `what` names it in refusals. */
export function fromBase64(text: string, what: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    refuse('malformed', `${what} is not base64.`);
  }
  if (btoa(binary) !== text) refuse('not-canonical', `${what} has another writing in base64.`);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
