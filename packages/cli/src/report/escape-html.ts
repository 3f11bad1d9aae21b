/** The text as HTML shows it, in elements and in attributes between double quotes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** The same, and long names may be broken behind their dots, slashes and underscores. */
export const breakable = (text: string): string =>
  escapeHtml(text).replace(/(?<=[\w\])][./_])(?=\w)/g, "<wbr>");
