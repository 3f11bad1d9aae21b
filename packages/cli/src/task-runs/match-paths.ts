import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Whether a text is a pattern of paths rather than a path. */
export const isPattern = (text: string): boolean => /[*?[\]]/.test(text) && !/\s{2}|\n/.test(text);

/** The paths of files that a pattern names, in order: * and ? are of a name, ** of any folders, [ab] of characters. */
export async function matchPaths(pattern: string): Promise<readonly string[]> {
  const absolute = pattern.startsWith("/");
  const parts = pattern.split("/").filter((part) => part !== "");
  return (await found(absolute ? "/" : "", parts)).sort();
}

async function found(folder: string, [part, ...rest]: readonly string[]): Promise<string[]> {
  if (part === undefined) return [];
  if (part === "**") {
    const below = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
    const deeper = below.map((entry) => found(join(folder, entry.name), ["**", ...rest]));
    return [...(await found(folder, rest)), ...(await Promise.all(deeper)).flat()];
  }
  if (!isPattern(part) && rest.length > 0) return found(join(folder, part), rest);
  const expression = expressionOf(part);
  const matching = (await entriesOf(folder)).filter(
    ({ name }) => expression.test(name) && (part.startsWith(".") || !name.startsWith(".")),
  );
  const paths = matching.map(async (entry) => {
    const path = join(folder, entry.name);
    if (rest.length === 0) return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    return entry.isDirectory() ? found(path, rest) : [];
  });
  return (await Promise.all(paths)).flat();
}

const entriesOf = (folder: string) =>
  readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch(() => []);

/** Of one name. */
function expressionOf(part: string): RegExp {
  const source = part.replace(/\[(!?)([^\]]+)\]|[*?]|[.+^${}()|\\[\]]/g, (sign, no, set) => {
    if (set !== undefined) return `[${no === "!" ? "^" : ""}${set.replace(/[\\^]/g, "\\$&")}]`;
    if (sign === "*") return "[^/]*";
    return sign === "?" ? "[^/]" : `\\${sign}`;
  });
  return new RegExp(`^${source}$`, "su");
}
