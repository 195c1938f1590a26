import { sniffFile } from '../media/sniff-file.ts';
import { partsOf } from './containers/parts-of.ts';
import { MAX_PART_BYTES } from './metadata.ts';
import { xmpFields } from './xmp-fields.ts';

const DUBLIN_CORE_TERMS = 'http://purl.org/dc/terms/';
/** Longest address that is handed on, in UTF-16 units. */
const MAX_ADDRESS = 200;

/** The address of credentials that are kept elsewhere, by the XMP of a file: a text to show, never fetched. */
export function remoteManifestOf(bytes: Uint8Array): string | undefined {
  const type = sniffFile(bytes);
  if (type === undefined) return undefined;
  for (const part of partsOf(bytes, type)) {
    if (part.kind !== 'xmp' || part.bytes.length > MAX_PART_BYTES) continue;
    const packet = new TextDecoder().decode(part.bytes);
    // Taking markup apart costs a hundred times what this look does.
    if (!packet.includes(DUBLIN_CORE_TERMS)) continue;
    const found = xmpFields(packet).find(({ namespace, name, text }) => namespace === DUBLIN_CORE_TERMS && name === 'provenance' && /^https?:\/\//i.test(text));
    if (found !== undefined) return found.text.slice(0, MAX_ADDRESS);
  }
  return undefined;
}
