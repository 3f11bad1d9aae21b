import { describe, expect, it } from "vitest";
import { turned, turnsOf } from "../../src/shaping/turns.ts";
import { isUndone } from "../../src/views/lessons/chapters/add-norm/shaping.ts";
import { rightOnes, work, works } from "../../src/views/lessons/chapters/families/shaping.ts";
import { farOff } from "../../src/views/lessons/chapters/feed-forward/shaping.ts";
import { workOf } from "../../src/views/lessons/chapters/generation/shaping.ts";
import { indexOfLargest, looksBack } from "../../src/views/lessons/chapters/heads/shaping.ts";
import { chapters } from "../../src/views/lessons/chapters/index.ts";
import { perplexityOf } from "../../src/views/lessons/chapters/judging/shaping.ts";
import { blockedOf, isCausal, toggled } from "../../src/views/lessons/chapters/masks/shaping.ts";
import {
  distance,
  encoding,
  key,
  query,
  turnedScore,
} from "../../src/views/lessons/chapters/positions/shaping.ts";
import {
  randomVectors,
  scoresOf,
  spread,
} from "../../src/views/lessons/chapters/scaling/shaping.ts";
import { batchesPerEpoch } from "../../src/views/lessons/chapters/training/shaping.ts";
import {
  isClear,
  mixed,
  sentences,
  shares,
} from "../../src/views/lessons/chapters/why-attention/shaping.ts";
import { readProgress, writeProgress } from "../../src/views/lessons/progress.ts";
import { piecesOf } from "../../src/views/lessons/prose.ts";
import { smoothed } from "../../src/views/lessons/smoothed.ts";

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

describe("tasks are done by the right thing, and not by another", () => {
  it("the norm undoes what is added to all and multiplied, not what is added to one", () => {
    expect(isUndone({ shift: 2, factor: 3, raise: 0 })).toBe(true);
    expect(isUndone({ shift: -5, factor: 0.5, raise: 0 })).toBe(true);
    expect(isUndone({ shift: 2, factor: 3, raise: 0.5 })).toBe(false);
    expect(isUndone({ shift: 0, factor: 3, raise: 0 })).toBe(false);
    expect(isUndone({ shift: 2, factor: 1, raise: 0 })).toBe(false);
  });

  it("one up, two down, one up is the tent", () => {
    expect(farOff([1, -2, 1])).toBeCloseTo(0, 12);
    expect(farOff([1, -2, 0.5])).toBeGreaterThan(0.5);
  });

  it("each piece of work has its kind", () => {
    expect(rightOnes(works.map((one) => work[one]))).toBe(works.length);
    expect(rightOnes([])).toBe(0);
    expect(rightOnes(works.map(() => "decoder"))).toBe(2);
  });

  it("the cache saves nine tenths from 20 tokens on", () => {
    expect(workOf(3)).toEqual({ without: 6, with: 3, saved: 0.5 });
    expect(workOf(19).saved).toBeCloseTo(0.9, 12);
    expect(workOf(20).saved).toBeGreaterThan(0.9);
  });

  it("a quarter for each token is a perplexity of 4", () => {
    expect(perplexityOf([0.25, 0.25, 0.25])).toBeCloseTo(4, 12);
    expect(perplexityOf([1, 1, 1])).toBe(1);
  });

  it("the head that looks back has its weights beside the diagonal", () => {
    const values = Float32Array.from([1, 0, 0, 0.75, 0.25, 0, 0, 0.5, 0.5]);
    expect(looksBack({ rows: 3, columns: 3, values })).toBeCloseTo(0.625, 6);
    expect(indexOfLargest([0.1, 0.7, 0.7])).toBe(1);
    expect(indexOfLargest([])).toBe(-1);
  });

  it("waves: sine and cosine of the place, slower from pair to pair", () => {
    const [sine, cosine, slow] = encoding(3, 4);
    expect([sine, cosine, slow]).toEqual([Math.sin(3), Math.cos(3), Math.sin(3 / 100)]);
    expect(distance([1, 2], [4, 6])).toBe(5);
  });

  it("turned by their places, a query and a key know their distance alone", () => {
    const plain = query.reduce((sum, value, i) => sum + value * key[i]!, 0);
    expect(turnedScore(0, 0)).toBeCloseTo(plain, 12);
    for (const place of [3, 11, 31])
      expect(turnedScore(place, place - 3)).toBeCloseTo(turnedScore(3, 0), 12);
    expect(Math.abs(turnedScore(9, 5) - turnedScore(9, 6))).toBeGreaterThan(0.05);
    const angles = turnsOf([1, 0.1], 8); // [2, 8]
    expect(angles[7]).toBeCloseTo(7 - 2 * Math.PI, 6);
    expect(angles[8 + 7]).toBeCloseTo(0.7, 6);
    expect(turned([1, 0], Math.PI / 2)[1]).toBeCloseTo(1, 12);
  });

  it("40 samples in batches of 8 are five steps, the last of an epoch may be smaller", () => {
    expect([40, 8, 7, 1].map(batchesPerEpoch)).toEqual([1, 5, 6, 40]);
  });

  it("a smoothed loss is the mean of the last ones", () => {
    expect(smoothed([4, 2, 0, 2], 2)).toEqual([4, 3, 1, 1]);
  });
});
