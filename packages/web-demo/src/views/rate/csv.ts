/**
 * Rows of RFC 4180: quoted cells may hold commas, quotes and line ends. undefined where a quote is not closed, where text
 * follows one, or where there are more rows.
 */
export function parseCsv(text: string, mostRows: number): string[][] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) return undefined;
        cell += text.slice(at + 1, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      if (at < text.length && !",\r\n".includes(text[at]!)) return undefined;
    } else {
      const start = at;
      while (at < text.length && !",\r\n".includes(text[at]!)) at++;
      cell = text.slice(start, at);
    }
    row.push(cell);
    if (text[at] === ",") {
      at++;
      if (at === text.length) row.push("");
      continue;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    at++;
    rows.push(row);
    row = [];
    if (rows.length > mostRows) return undefined;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
