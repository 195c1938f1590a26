/** The cells of one line of comma-separated values (RFC 4180): quoted where they hold a comma, quotes doubled. */
export function parseCsvRow(line: string): readonly string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gy;
  while (cell.lastIndex <= line.length) {
    const match = cell.exec(line);
    if (match === null) {
      // A quote in the wrong place: the rest is one cell as it stands.
      cells.push(line);
      break;
    }
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (!match[0].endsWith(',')) break;
  }
  return cells;
}
