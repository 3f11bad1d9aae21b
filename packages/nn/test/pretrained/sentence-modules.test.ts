import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { poolTokens, type TokenPooling } from "../../src/models/heads/pool-tokens.ts";
import { SentenceEmbedding } from "../../src/models/heads/sentence-embedding.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { scope } from "../../src/tensor/scope.ts";

const folder = fileURLToPath(new URL("../families/golden/mpnet-sentence", import.meta.url));
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function files(): Map<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

const modulesIn = (all: Map<string, Uint8Array>): { type: string; path: string }[] =>
  JSON.parse(new TextDecoder().decode(all.get("modules.json")));

/** As somebody picks the folder in a page. */
function picked(all: Map<string, Uint8Array>): File[] {
  return [...all].map(([path, bytes]) => {
    const file = new File([Uint8Array.from(bytes)], path.split("/").at(-1)!);
    return Object.defineProperty(file, "webkitRelativePath", { value: `model/${path}` });
  });
}

async function embedding(source: Parameters<typeof fromPretrained>[0]): Promise<number[]> {
  const { model } = await fromPretrained(source);
  using _ = model;
  if (model.role !== "encoder") throw new Error("expected an encoder");
  return scope(() => [...model.forward(tensor([[7, 8, 9]], { dtype: "int32" })).dataSync()]);
}

test("a folder, its files in memory and picked in a page give the same vector, of length 1", async () => {
  const vector = await embedding(folder);
  expect(vector).toHaveLength(12);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  expect(await embedding(files())).toEqual(vector);
  expect(await embedding(picked(files()))).toEqual(vector);
});

test("the flags of pooling and their names say the same", async () => {
  const all = files();
  const vector = await embedding(all);
  all.set("1_Pooling/config.json", text({ embedding_dimension: 16, pooling_mode: "mean" }));
  expect(await embedding(all)).toEqual(vector);
  all.set("1_Pooling/config.json", text({ pooling_mode: "max" }));
  expect(await embedding(all)).not.toEqual(vector);
});

describe("poolings of a sequence with padding", () => {
  const hidden = () => tensor([[1, -2, 3, 5, 4, 4, 9, 9]], { shape: [1, 4, 2] });
  test.each([
    ["first", [1, -2]],
    ["last", [4, 4]],
    ["max", [4, 5]],
    ["mean", [8 / 3, 7 / 3]],
    ["meanSqrtLength", [8 / Math.sqrt(3), 7 / Math.sqrt(3)]],
    ["weightedMean", [(1 + 6 + 12) / 6, (-2 + 10 + 12) / 6]],
  ] as [TokenPooling, number[]][])("%s", (pooling, expected) => {
    scope(() => {
      const attentionMask = tensor([[1, 1, 1, 0]], { dtype: "int32" });
      const pooled = poolTokens(pooling, { hidden: hidden(), attentionMask });
      expect(pooled.shape).toEqual([1, 2]);
      for (const [i, value] of pooled.dataSync().entries())
        expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });
});

describe("what is no such list is refused", () => {
  const changed = (change: (modules: { type: string; path: string }[]) => unknown) => {
    const all = files();
    return all.set("modules.json", text(change(modulesIn(all))));
  };
  test.each([
    [{}, "modules.json: it is no list of 1 to 16 modules"],
    [[], "modules.json: it is no list of 1 to 16 modules"],
    [[null], 'module 0 is undefined in "", expected a Transformer in ""'],
  ])("%j", async (list, message) => {
    const all = files().set("modules.json", text(list));
    await expect(embedding(all)).rejects.toThrow(message);
  });

  test.each(["../1_Pooling", "/etc", "a/b", "", "..", 5])("a folder %j", async (path) => {
    const all = changed((modules) => [modules[0], { ...modules[1], path }]);
    await expect(embedding(all)).rejects.toThrow(
      `module 1 is in ${JSON.stringify(path)}, expected the name of a folder`,
    );
  });

  test("an unknown module, a pooling that is none, layers that do not fit", async () => {
    const lstm = changed((modules) => [modules[0], { type: "sentence_transformers.models.LSTM" }]);
    await expect(embedding(lstm)).rejects.toThrow(
      'module 1 is "sentence_transformers.models.LSTM", expected one of Pooling, Dense, Normalize',
    );
    const none = files().set("1_Pooling/config.json", text({ pooling_mode_mean_tokens: false }));
    await expect(embedding(none)).rejects.toThrow("1_Pooling/config.json: no pooling is chosen");
    const named = files().set("1_Pooling/config.json", text({ pooling_mode: ["mean", "median"] }));
    await expect(embedding(named)).rejects.toThrow('pooling_mode is "median"');
    const dense = { type: "sentence_transformers.models.Dense", path: "2_Dense" };
    const late = changed(([first, pooling]) => [first, dense, pooling]);
    await expect(embedding(late)).rejects.toThrow(
      "steps are dense, pooling, expected pooling first",
    );
    const both = files().set(
      "1_Pooling/config.json",
      text({ pooling_mode_mean_tokens: true, pooling_mode_max_tokens: true }),
    );
    await expect(embedding(both)).rejects.toThrow(
      "a dense step takes 16 features, expected 32, those of the step before it",
    );
    expect(() => new SentenceEmbedding(4, [])).toThrow("steps are none, expected pooling first");
  });

  test("a model of another kind", async () => {
    const gpt = fileURLToPath(new URL("../families/golden/gpt2", import.meta.url));
    const all = files();
    for (const name of ["config.json", "model.safetensors"])
      all.set(name, new Uint8Array(readFileSync(join(gpt, name))));
    await expect(embedding(all)).rejects.toThrow("gpt2 gives no vectors of tokens to pool");
  });
});
