import { describe, expect, it } from "vitest";
import { chapters } from "../../src/views/lessons/chapters/index.ts";
import { blockedOf, isCausal, toggled } from "../../src/views/lessons/chapters/masks/shaping.ts";
import {
  randomVectors,
  scoresOf,
  spread,
} from "../../src/views/lessons/chapters/scaling/shaping.ts";
import {
  isClear,
  mixed,
  sentences,
  shares,
} from "../../src/views/lessons/chapters/why-attention/shaping.ts";
import { readProgress, writeProgress } from "../../src/views/lessons/progress.ts";
import { piecesOf } from "../../src/views/lessons/prose.ts";

/** Every text by its path; of a text with parts, what it says of a sample. */
function texts(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    const here = `${path}${name}`;
    if (typeof value === "function") return [[here, String(value("1", "2", "3", "4"))]];
    return typeof value === "string" ? [[here, value]] : texts(value, `${here}.`);
  });
}

describe.each(chapters)("chapter $name", ({ words, name }) => {
  it("has the same texts in both languages, none empty, and long ones differ", () => {
    const [english, german] = [new Map(texts(words.en)), new Map(texts(words.de))];
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of english) {
      expect(text.trim(), path).not.toBe("");
      const said = german.get(path)!;
      expect(said.trim(), path).not.toBe("");
      const isFormula = text.startsWith("$$");
      if (text.length > 24 && !isFormula) expect(said, `${name}: ${path}`).not.toBe(text);
    }
  });

  it("closes its formulas and its stress", () => {
    for (const [path, text] of [...texts(words.en), ...texts(words.de)]) {
      if (!/^(paragraphs|task|solved)/.test(path)) continue;
      const plain = piecesOf(text).filter(({ kind }) => kind === "text" || kind === "stressed");
      expect(plain.map((piece) => piece.text).join(""), path).not.toMatch(/[$*\\]/);
    }
  });
});

it("chapters have names of their own", () => {
  const names = chapters.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it("a paragraph is text, stress and formulas", () => {
  expect(piecesOf("a *b* $c_1$ and $$d$$.")).toEqual([
    { kind: "text", text: "a " },
    { kind: "stressed", text: "b" },
    { kind: "text", text: " " },
    { kind: "formula", text: "c_1" },
    { kind: "text", text: " and " },
    { kind: "display", text: "d" },
    { kind: "text", text: "." },
  ]);
});

describe("progress", () => {
  it("is what was written", () => {
    expect(readProgress(writeProgress(["masks", "heads"]))).toEqual(["masks", "heads"]);
  });

  it.each([undefined, "", "{", "[1]", '{"masks":true}', "null"])("is none of %s", (stored) => {
    expect(readProgress(stored)).toEqual([]);
  });
});

describe("the bank", () => {
  const meaning = (looks: readonly number[], sentence: "river" | "interest") =>
    mixed(
      sentences[sentence].map(({ vector }) => vector),
      shares(looks),
    );

  it("means both as long as it looks at itself", () => {
    expect(meaning([0, 0, 0, 1, 0], "river")).toEqual([0.6, 0.6]);
    expect(isClear([0.6, 0.6], "river")).toBe(false);
  });

  it("is clear when it looks at the word that tells", () => {
    expect(isClear(meaning([0, 0, 0, 1, 9], "river"), "river")).toBe(true);
    expect(isClear(meaning([0, 1, 0, 0, 9], "interest"), "interest")).toBe(true);
    expect(isClear(meaning([0, 1, 0, 0, 9], "interest"), "river")).toBe(false);
  });

  it("shares alike what nobody has", () => {
    expect(shares([0, 0])).toEqual([0.5, 0.5]);
  });
});

it("scores stray by the root of the width", () => {
  for (const width of [4, 64]) {
    const all = Array.from({ length: 600 }, (_, seed) => randomVectors(width, seed));
    const strayed = spread(all.flatMap(({ query, keys }) => scoresOf(query, keys)));
    expect(strayed / Math.sqrt(width)).toBeCloseTo(1, 1);
  }
});

it("the causal mask is the whole triangle above the diagonal", () => {
  const triangle = Array.from({ length: 25 }, (_, cell) => cell).filter(
    (cell) => cell % 5 > Math.floor(cell / 5),
  );
  expect(isCausal(blockedOf(triangle))).toBe(true);
  expect(isCausal(blockedOf(toggled(triangle, 4)))).toBe(false);
  expect(isCausal(blockedOf(toggled(triangle, 0)))).toBe(false);
  expect(toggled([3], 1)).toEqual([1, 3]);
});
