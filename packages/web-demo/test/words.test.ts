import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AST, parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";
import { words as germanSettings } from "../src/views/train/settings-words.de.ts";
import { words as englishSettings } from "../src/views/train/settings-words.en.ts";
import { de as german } from "../src/words/de.ts";
import { en as english } from "../src/words/en.ts";

const source = fileURLToPath(new URL("../src", import.meta.url));
const components = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".svelte"),
);

/** Every text by its path; of a text with parts, what it says of a sample. */
function texts(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, value]) => {
    const here = `${path}${name}`;
    if (typeof value === "function") return [[here, String(value("1", 2, 3, 4))]];
    return typeof value === "string" ? [[here, value]] : texts(value, `${here}.`);
  });
}

/** With words that are loaded with their view. */
const en = { ...english, settings: englishSettings };
const de = { ...german, settings: germanSettings };

describe("a translation", () => {
  it("has a text for each of the English ones, and no other", () => {
    expect(
      texts(de)
        .map(([path]) => path)
        .sort(),
    ).toEqual(
      texts(en)
        .map(([path]) => path)
        .sort(),
    );
  });

  it("has none that is empty", () => {
    expect([...texts(de), ...texts(en)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("is another language: long texts differ", () => {
    const ours = new Map(texts(en));
    const same = texts(de).filter(([path, text]) => text.length > 16 && text === ours.get(path));
    expect(same).toEqual([]);
  });
});

/** Letters of a component that no translation reaches: its text, and attributes that are read aloud. */
function literals(file: string): string[] {
  const found: string[] = [];
  const spoken = new Set([
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "label",
    "help",
    "aria-valuetext",
  ]);
  const visit = (node: unknown, attribute = ""): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const one of node) visit(one, attribute);
      return;
    }
    const { type, name, data } = node as { type?: string; name?: string; data?: string };
    const own = type === "Attribute" ? name! : type === "StyleDirective" ? "style" : attribute;
    if (type === "Text" && (own === "" || spoken.has(own)) && /\p{L}{2}/u.test(data!))
      found.push(data!.trim());
    for (const [key, value] of Object.entries(node)) if (key !== "parent") visit(value, own);
  };
  const root: AST.Root = parse(readFileSync(join(source, file), "utf8"), { modern: true });
  visit(root.fragment);
  return found;
}

describe("a component has no text of its own", () => {
  it.each(components)("%s", (file) => {
    // The name of the project is the same in every language.
    expect(literals(file).filter((text) => text !== "qkv")).toEqual([]);
  });
});
