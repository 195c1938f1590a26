import fc from 'fast-check';

/** A few bytes changed, put in, taken out or cut off. */
export function mutations(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({ at: fc.nat(bytes.length - 1), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) });
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) =>
    edits.reduce((so, { at, drop, put }) => new Uint8Array(Buffer.concat([so.subarray(0, at), put, so.subarray(at + drop)])), bytes),
  );
}
