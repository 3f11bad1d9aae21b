/**
 * A plugin of markdown-it: cells know what their column is called (`data-label`), and a table says by its class how much its
 * rows hold. The style sheet shows each row of a "roomy" one as a list of its cells where a phone has no room for it, and
 * gives a "wide" one the whole page besides.
 */
export function readableTables(md) {
  md.core.ruler.push("readable-tables", ({ tokens }) => {
    for (const [start, open] of tokens.entries()) {
      if (open.type !== "table_open") continue;
      const end = tokens.findIndex(({ type }, i) => i > start && type === "table_close");
      const rows = rowsOf(tokens.slice(start, end));
      const [names, ...others] = rows;
      for (const row of others)
        for (const [column, { cell }] of row.entries())
          cell.attrSet("data-label", names[column]?.text ?? "");
      const longest = Math.max(
        ...others.map((row) => row.reduce((sum, { text }) => sum + text.length, 0)),
      );
      if (longest >= 40) open.attrJoin("class", "roomy");
      if (names.length >= 6 && longest >= 200) open.attrJoin("class", "wide");
    }
  });
  // VitePress's own rule writes no class.
  md.renderer.rules.table_open = (tokens, index, options, _, self) => {
    tokens[index].attrSet("tabindex", "0"); // what scrolls can be reached by keys
    return self.renderToken(tokens, index, options);
  };
}

/** The cells of each row, with what they say. */
function rowsOf(tokens) {
  const rows = [];
  for (const [i, token] of tokens.entries()) {
    if (token.type === "tr_open") rows.push([]);
    if (token.type === "th_open" || token.type === "td_open")
      rows.at(-1).push({ cell: token, text: textOf(tokens[i + 1]) });
  }
  return rows;
}

const textOf = ({ children }) =>
  (children ?? []).map(({ content, type }) => (type === "html_inline" ? "" : content)).join("");
