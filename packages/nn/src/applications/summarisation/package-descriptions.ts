import { RecipeError } from "../../recipes/settings-error.ts";
import type { PartsReading } from "../data-parts.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";
import { pairRows } from "../text-pairs/text-pair-files.ts";

const rows = /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i;

/**
 * Long texts and short ones: rows of both, or Debian's lists of packages (stanzas with "Package:" and "Description:", the
 * short one on its line and the long one in the indented lines below it).
 */
export function summaries(columns: readonly string[]): PartsReading<TextPair> {
  const inRows = pairRows(columns);
  return {
    pattern: /\.(tsv|csv|jsonl|ndjson|txt|list)(\.gz)?$|Packages|Translation-|available|status/i,
    expected:
      "one list of packages with their descriptions, or .tsv, .csv or .jsonl files of texts and summaries",
    parse: (text, name) =>
      rows.test(name) ? inRows.parse(text, name) : onceEach(parseStanzas(text, name)),
    // Packages of one program have the first paragraph in common.
    keyOf: ({ source }) => source.split("\n", 1)[0]!,
    key: "first paragraph",
  };
}

function onceEach(pairs: readonly TextPair[]): readonly TextPair[] {
  const known = new Map(pairs.map((pair) => [pair.source, pair] as const));
  return [...known.values()];
}

function parseStanzas(text: string, name: string): readonly TextPair[] {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const found: TextPair[] = [];
  let packages = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trimEnd();
    if (line === "" || line.startsWith(" ") || line.startsWith("\t")) continue;
    const [, field, value] = /^([A-Za-z][\w-]*):\s*(.*)$/.exec(line) ?? [];
    if (field === undefined)
      throw new RecipeError(
        `${name}: line ${i + 1} is ${JSON.stringify(line.slice(0, 60))}, expected a field and its value, such as "Package: bash", or an indented line`,
      );
    if (field === "Package") packages++;
    if (!/^Description(-en)?$/.test(field)) continue;
    const long: string[] = [];
    while (/^[ \t]\S/.test(lines[i + 1] ?? "")) long.push(lines[++i]!.trim());
    const target = value!.trim();
    if (long.length > 0 && target !== "") found.push({ source: joined(long), target });
  }
  if (found.length > 0) return found;
  throw new RecipeError(
    `${name} has ${packages} packages and no long description, expected "Description:" with a line of its own and indented lines below it; ` +
      "lists that apt keeps have them in files called Translation-en",
  );
}

/** The paragraphs of a long description, one a line; a point alone parts them. */
const joined = (lines: readonly string[]): string =>
  lines
    .join(" ")
    .split(/(?:^| )\.(?= |$)/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n");
