export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON Canonicalization Scheme (RFC 8785) for what the protocol allows: safe integers, well-formed strings,
 * keys in order of UTF-16 code units; members that are `undefined` are left out.
 * Anything else has no canonical form and gives `undefined`.
 */
export function canonicalJson(value: Json): string | undefined {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? JSON.stringify(value) : undefined;
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : undefined;
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : Array.isArray(value) ? arrayJson(value) : objectJson(value as { readonly [key: string]: Json });
  }
}

function arrayJson(items: readonly Json[]): string | undefined {
  const parts = items.map(canonicalJson);
  return parts.includes(undefined) ? undefined : `[${parts.join(',')}]`;
}

function objectJson(members: { readonly [key: string]: Json | undefined }): string | undefined {
  const parts: string[] = [];
  for (const key of Object.keys(members).toSorted()) {
    const member = members[key];
    if (member === undefined) continue;
    const name = canonicalJson(key);
    const text = canonicalJson(member);
    if (name === undefined || text === undefined) return undefined;
    parts.push(`${name}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

/** No lone surrogate: such a string has no UTF-8 form, so two writers could sign different bytes for it. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
