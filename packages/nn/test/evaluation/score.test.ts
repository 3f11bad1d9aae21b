import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import { type ScorableText, score } from "../../src/evaluation/score.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";

const models = fileURLToPath(new URL("../pipelines/golden", import.meta.url));
const open = (name: string) => fromPretrained(`${models}/${name}`);

interface Case {
  readonly model: string;
  readonly text: ScorableText;
  readonly options: object;
  readonly nats: readonly number[];
}
// What transformers' models give: generate-scores.py beside this file.
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("scores.json", import.meta.url), "utf8"),
);

test.each([...new Set(cases.map(({ model }) => model))])("scores texts by %s", async (name) => {
  const loaded = await open(name);
  const [first] = cases.filter(({ model }) => model === name);
  await score(loaded, [first!.text]); // which packs weights
  const { buffers } = defaultDevice().memory();
  for (const { text, options, nats } of cases.filter(({ model }) => model === name)) {
    const [one] = await score(loaded, [text], options);
    expect(one!.logLikelihoods).toHaveLength(nats.length);
    for (const [i, value] of one!.logLikelihoods.entries()) expect(value).toBeCloseTo(-nats[i]!, 3);
    const total = nats.reduce((sum, value) => sum + value, 0);
    expect(one!.logLikelihood).toBeCloseTo(-total, 2);
    expect(Math.log(one!.perplexity)).toBeCloseTo(total / nats.length, 3);
  }
  expect(defaultDevice().memory().buffers).toBe(buffers);
  loaded.model.dispose();
});

test("several texts at once score as each does, in batches of any size", async () => {
  const loaded = await open("gpt2-words");
  const texts = ["The old whale", "Who painted the door?", "It was a good day. ".repeat(12)];
  const single = [];
  for (const text of texts) single.push(...(await score(loaded, [text])));
  for (const batchSize of [1, 2, 8]) {
    const seen: unknown[] = [];
    const onProgress = (done: number, total: number) => seen.push([done, total]);
    const all = await score(loaded, texts, { batchSize, onProgress });
    expect(all.map(({ ids }) => ids)).toEqual(single.map(({ ids }) => ids));
    for (const [i, { logLikelihood }] of all.entries())
      expect(logLikelihood).toBeCloseTo(single[i]!.logLikelihood, 2);
    const [done, total] = seen.at(-1) as [number, number];
    expect(done).toBe(total);
  }
  loaded.model.dispose();
});

test("a decoder scores a target after its source, of texts and of ids", async () => {
  const loaded = await open("gpt2-words");
  const [whole] = await score(loaded, ["The old whale swam"]);
  const [target] = await score(loaded, [{ source: "The old", target: " whale swam" }]);
  const tail = whole!.logLikelihoods.slice(-target!.ids.length);
  expect(target!.ids.length).toBeLessThan(whole!.ids.length);
  for (const [i, value] of target!.logLikelihoods.entries()) expect(value).toBeCloseTo(tail[i]!, 4);
  const ids = [...loaded.tokenizer!.encode("The old whale swam")];
  const [ofIds] = await score(loaded.model as never, [ids]);
  expect(ofIds!.ids).toEqual(whole!.ids);
  loaded.model.dispose();
});

test("says what cannot be scored", async () => {
  const decoder = await open("gpt2-words");
  const encoder = await open("bert-labels");
  const both = await open("t5-words");
  await expect(score(decoder, [[5]])).rejects.toThrow("has 1 tokens, of which the first 1");
  await expect(score(decoder.model as never, ["a b"])).rejects.toThrow("without a tokenizer");
  await expect(score(decoder, ["a b"], { stride: 500 })).rejects.toThrow(
    "stride is 500, expected at most 128",
  );
  await expect(score(encoder, ["a b"])).rejects.toThrow("predicts no next token");
  await expect(score(both, ["a b"])).rejects.toThrow("expected { source, target }");
  for (const { model } of [decoder, encoder, both]) model.dispose();
});
