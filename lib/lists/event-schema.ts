import * as z from 'zod/mini';

/** So many bytes in lower-case hex. */
export const hex = (bytes: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`)));
export const u32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** An event of one kind as a relay hands it out: a stranger's. Tags and content are bounded here and read by who asked. */
export function eventSchema(kind: number, { maxTags, maxContent }: { readonly maxTags: number; readonly maxContent: number }) {
  return z.object({
    id: hex(32),
    pubkey: hex(32),
    created_at: u32,
    kind: z.literal(kind),
    tags: z.array(z.array(z.string().check(z.maxLength(256))).check(z.maxLength(4))).check(z.maxLength(maxTags)),
    content: z.string().check(z.maxLength(maxContent)),
    sig: hex(64),
  });
}
