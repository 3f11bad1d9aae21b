import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { embed } from "../../src/pipelines/embeddings/embed.ts";
import type { EmbeddingPooling } from "../../src/pipelines/embeddings/embedding-options.ts";

const golden = fileURLToPath(new URL("golden", import.meta.url));

interface Case {
  readonly model: string;
  readonly task: string;
  readonly input: readonly string[];
  readonly options: { readonly pooling?: EmbeddingPooling; readonly normalize?: boolean };
  readonly result: readonly (readonly number[])[];
}
// What transformers' models give, pooled by PyTorch: generate-pipelines.py beside this file.
const cases: readonly Case[] = JSON.parse(readFileSync(`${golden}/cases.json`, "utf8")).filter(
  ({ task, options }: Case) => task === "feature-extraction" && options.pooling,
);

test.each([...new Set(cases.map(({ model }) => model))])("embeds texts by %s", async (name) => {
  const loaded = await fromPretrained(`${golden}/${name}`);
  await embed(loaded, ["Boats."]); // which packs weights
  const { buffers } = defaultDevice().memory();
  for (const { input, options, result } of cases.filter(({ model }) => model === name))
    for (const batchSize of [1, 3])
      for (const [i, vector] of (await embed(loaded, input, { ...options, batchSize })).entries())
        for (const [k, value] of vector.entries()) expect(value).toBeCloseTo(result[i]![k]!, 4);
  expect(defaultDevice().memory().buffers).toBe(buffers);
  loaded.model.dispose();
});

test("takes ids, a model without anything, and says what is wrong", async () => {
  const { model, tokenizer } = await fromPretrained(`${golden}/bert-states`);
  const [text] = await embed({ model, tokenizer }, ["Boats."]);
  const [ids] = await embed(model, [[...tokenizer!.encode("Boats.")]]);
  for (const [i, value] of text!.entries()) expect(ids![i]).toBeCloseTo(value, 5);
  expect(await embed(model, ["Boats."], { tokenizer: tokenizer! })).toHaveLength(1);
  await expect(embed(model, ["Boats."])).rejects.toThrow("embed: the model has no tokenizer");
  await expect(embed(model, [[]])).rejects.toThrow("expected text, or an array of ids");
  await expect(embed(model, "Boats." as never)).rejects.toThrow("expected a list of texts");
  await expect(embed(model, [[1]], { pooling: "median" as EmbeddingPooling })).rejects.toThrow(
    /pooling is "median", expected "mean" or "cls"/,
  );
  model.dispose();
});
