import type { Pattern } from './adapter.ts';

const compiled = new Map<Pattern, RegExp>();

/** The regular expression of a rule, compiled once a document. One this browser refuses matches nothing. */
export function pattern(source: Pattern): RegExp {
  let regex = compiled.get(source);
  if (regex === undefined) compiled.set(source, (regex = compile(source)));
  return regex;
}

function compile(source: Pattern): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    // A pack can be newer than the browser; its health says so when nothing is found any more.
    return /(?!)/;
  }
}
