import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { layerNorm, noGrad, scaledDotProductAttention, tensor } from "@qkv/nn";
import { expect, it } from "vitest";
import { experimentTasks } from "../../src/engine/experiments/experiment-tasks.ts";
import { trainVariant } from "../../src/engine/experiments/train-variant.ts";
import { blockedCells } from "../../src/engine/experiments/variant-model.ts";
import { OpenModels } from "../../src/engine/open-models.ts";
import type { ExperimentAsk, Variant } from "../../src/engine/protocol.ts";
import { attend } from "../../src/engine/requests/attend.ts";
import { bleu } from "../../src/engine/requests/bleu.ts";
import { translate } from "../../src/engine/requests/translate.ts";
import { seededRandom } from "../../src/shaping/seeded-random.ts";
import { normalised } from "../../src/views/lessons/chapters/add-norm/shaping.ts";

const context = {
  models: new OpenModels("unused:"),
  signal: new AbortController().signal,
  tell() {},
};

it("attention of given vectors is the library's, blocked cells are 0 and rows sum to 1", async () => {
  const [queries, keys, values] = [
    [
      [1, 2],
      [0, -1],
    ],
    [
      [0.5, 1],
      [2, 0],
      [-1, 1],
    ],
    [
      [1, 0, 0, 1],
      [0, 1, 0, 2],
      [0, 0, 1, 3],
    ],
  ];
  const blocked = [
    [false, true, false],
    [false, false, false],
  ];
  const { weights, output } = await attend(
    { queries: queries!, keys: keys!, values: values!, blocked, scale: 0.5 },
    context,
  );
  using expected = noGrad(() =>
    scaledDotProductAttention(tensor(queries!), tensor(keys!), tensor(values!), {
      attnMask: tensor(Int32Array.of(1, 0, 1, 1, 1, 1)).reshape(2, 3),
      scale: 0.5,
    }),
  );
  expect(weights[1]).toBe(0);
  for (const row of [weights.subarray(0, 3), weights.subarray(3)])
    expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 6);
  expect([...output]).toEqual([...(await expected.data())]);
});

it("the norm of the lesson is the library's", async () => {
  const values = [0.8, -3, 2.5, 1, 0.2];
  using library = layerNorm(tensor(values).reshape(1, 5));
  const expected = library.dataSync();
  for (const [i, value] of normalised(values).entries()) expect(value).toBeCloseTo(expected[i]!, 5);
});

it("BLEU is 100 for the reference itself, and less for another wording", async () => {
  const reference = "the cat eats the mouse";
  expect((await bleu({ hypothesis: reference, reference }, context)).score).toBeCloseTo(100, 6);
  expect((await bleu({ hypothesis: "a cat eats a mouse", reference }, context)).score).toBeLessThan(
    40,
  );
});

it("masks hide the whole future, the next place, or nothing", () => {
  expect([...blockedCells("future", 3)]).toEqual([0, 1, 1, 0, 0, 1, 0, 0, 0]);
  expect([...blockedCells("next", 3)]).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0]);
  expect([...blockedCells("none", 3)].some(Boolean)).toBe(false);
});

it("the exercises follow their rules", () => {
  const random = seededRandom(4);
  const { walk, sum, lookup, pairs } = experimentTasks;
  const steps = walk.batch(20, random);
  for (const [i, hour] of steps.ids.entries())
    expect([1, 11]).toContain((steps.targets[i]! - hour + 12) % 12);
  const sums = sum.batch(20, random);
  for (let i = 0; i < 80; i += 4)
    expect(sums.targets[i + 3]).toBe((sums.ids[i]! + sums.ids[i + 1]! + sums.ids[i + 2]!) % 5);
  const looked = lookup.batch(20, random);
  for (let i = 0; i < 20 * 13; i += 13) {
    const row = [...looked.ids.subarray(i, i + 13)];
    expect(looked.targets[i + 12]).toBe(row[row.indexOf(row[12]!) + 1]);
  }
  const seats = pairs.batch(20, random);
  for (let i = 0; i < 120; i += 6) {
    const asked = seats.ids[i + 5]! - 20;
    const colour = (seat: number) =>
      [...seats.ids.subarray(i, i + 5)].find((token) => Math.floor(token / 4) === seat)! % 4;
    expect(seats.targets[i + 5]).toBe(4 * colour(Math.floor(asked / 5)) + colour(asked % 5));
  }
});

const variant: Variant = {
  ...{ width: 16, layers: 1, heads: 2, residual: true, feedForward: "nonlinear", hidden: 16 },
  mask: "future",
};
const trained = (changes: Partial<Variant>, more: Partial<ExperimentAsk> = {}) => {
  const told: number[] = [];
  const ask: ExperimentAsk = {
    task: "walk",
    variant: { ...variant, ...changes },
    steps: 60,
    seed: 1,
    ...more,
  };
  return trainVariant(
    ask,
    ({ loss }) => told.push(loss),
    async () => {},
  ).then((answer) => {
    expect(told.map(Math.fround)).toEqual([...answer.losses]);
    return answer;
  });
};

it("a variant learns, and the same seed gives the same figures", async () => {
  const [one, again] = [await trained({}), await trained({})];
  expect(one.losses.at(-1)!).toBeLessThan(one.losses[0]! - 0.5);
  expect(again).toEqual(one);
});

it("what looks ahead falls below the coin's loss, and is worth less where there is no future", async () => {
  const cheat = await trained({ mask: "none" }, { steps: 150 });
  const honest = await trained({}, { steps: 150 });
  expect(cheat.losses.at(-1)!).toBeLessThan(Math.log(2) - 0.1);
  expect(cheat.honestLoss).toBeGreaterThan(honest.honestLoss + 0.2);
});

it("six layers do not learn without the residual", async () => {
  const deep = { layers: 6 };
  const [with_, without] = [await trained(deep), await trained({ ...deep, residual: false })];
  expect(without.honestLoss).toBeGreaterThan(with_.honestLoss + 0.5);
});

it("the same samples come again and again: 40 of them in batches of 8 are five steps", async () => {
  const { losses } = await trained({}, { samples: 40, batch: 8, steps: 50 });
  expect(losses).toHaveLength(50);
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});

it("a sentence is translated, and each of its tokens looks at all of the source", async () => {
  const models = fileURLToPath(new URL("../../public/", import.meta.url));
  const { fetch } = globalThis;
  globalThis.fetch = async (address) =>
    new Response(new Uint8Array(readFileSync(fileURLToPath(String(address)))));
  try {
    const { source, target, weights } = await translate(
      { model: "animal-translation", text: "The sheep sleeps because it is tired ." },
      { ...context, models: new OpenModels(`file://${models}`) },
    );
    expect(target.map(({ text }) => text.trim())).toContain("es");
    expect(weights).toHaveLength(source.length * target.length);
    for (let row = 0; row < target.length; row++) {
      const sum = weights
        .subarray(row * source.length, (row + 1) * source.length)
        .reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 4);
    }
  } finally {
    globalThis.fetch = fetch;
  }
}, 60_000);
