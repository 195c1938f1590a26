import { sniffPicture } from '../media/sniff-picture.ts';
import { xmpPackets } from './xmp-packets.ts';
import { xmpProperties } from './xmp-properties.ts';

const DUBLIN_CORE_TERMS = 'http://purl.org/dc/terms/';

/** The address of credentials that are kept elsewhere, by the XMP of a picture: a text to show, never fetched. */
export function remoteManifestOf(bytes: Uint8Array): string | undefined {
  const sniffed = sniffPicture(bytes);
  if (!sniffed.ok) return undefined;
  for (const packet of xmpPackets(bytes, sniffed.value.type)) {
    // Taking markup apart costs a hundred times what this look does.
    if (!packet.includes(DUBLIN_CORE_TERMS)) continue;
    const found = xmpProperties(packet, DUBLIN_CORE_TERMS, 'provenance').find((value) => /^https?:\/\//i.test(value));
    if (found !== undefined) return found;
  }
  return undefined;
}
