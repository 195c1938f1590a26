import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import type { PeerLibrary } from '../../lib/peers/peer-serving.ts';

/** What a peer hands out who keeps these files as they were imported: tips and blobs, and no records. */
export function aLibrary(...files: readonly Uint8Array[]): PeerLibrary {
  const publications = files.map((file) => {
    const publication = publicationOf(file);
    if (!publication.ok) throw new Error(publication.error.message);
    return publication.value;
  });
  return {
    tipOf: async (list) => publications.findLast((each) => each.list === list)?.tip,
    blobOf: async (sha256) => publications.flatMap(({ blobs }) => blobs.get(sha256) ?? [])[0],
    recordsOf: async () => undefined,
  };
}
