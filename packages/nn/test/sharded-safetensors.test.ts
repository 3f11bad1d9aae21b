import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openShardedSafetensors } from "../src/weights/open-sharded-safetensors.ts";
import { SafetensorsError } from "../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { fuzzRuns } from "./fuzz-runs.ts";

const one = "model-00001-of-00002.safetensors";
const two = "model-00002-of-00002.safetensors";
const vector = (...values: number[]) => ({
  dtype: "float32" as const,
  shape: [values.length],
  values: Float32Array.from(values),
});
const shards = {
  [one]: writeSafetensors(
    [
      ["a", vector(1, 2)],
      ["b", vector(3)],
    ],
    { format: "pt" },
  ),
  [two]: writeSafetensors([["c", vector(4, 5, 6)]], { format: "pt", part: "two" }),
};
const weightMap = { a: one, b: one, c: two };
// As transformers writes it.
const index = JSON.stringify(
  { metadata: { total_parameters: 6, total_size: 24.0 }, weight_map: weightMap },
  null,
  2,
);

const openWith = (text: string | Uint8Array, files: Record<string, Uint8Array> = shards) => {
  const opened: string[] = [];
  const sources = new Map(
    Object.entries(files).map(([name, bytes]) => [name, new CountingSource(bytes)]),
  );
  const checkpoint = openShardedSafetensors(text, async (name) => {
    opened.push(name);
    return sources.get(name) ?? bytesSource(new Uint8Array(0));
  });
  return { checkpoint, opened, sources };
};

const refused = async (
  text: string | Uint8Array,
  message: string,
  files: Record<string, Uint8Array> = shards,
) => {
  const { checkpoint } = openWith(text, files);
  await expect(checkpoint).rejects.toThrow(message);
  await expect(checkpoint).rejects.toThrow(SafetensorsError);
};

const mapping = (weight_map: object): string => JSON.stringify({ weight_map });

it("opens each shard once and reads of it what is asked for", async () => {
  const { checkpoint, opened, sources } = openWith(new TextEncoder().encode(index));
  const { tensors, metadata } = await checkpoint;
  expect(opened).toEqual([one, two]);
  expect([...tensors.keys()]).toEqual(["a", "b", "c"]);
  expect({ ...metadata }).toEqual({ format: "pt", part: "two" });
  const before = sources.get(one)!.bytesRead;
  expect([...(await tensors.get("c")!.read()).values]).toEqual([4, 5, 6]);
  expect(sources.get(one)!.bytesRead).toBe(before);
  expect([...(await tensors.get("b")!.read()).values]).toEqual([3]);
  expect(sources.get(one)!.bytesRead).toBe(before + 4);
});

it("takes an index of nothing", async () => {
  expect((await openWith(mapping({})).checkpoint).tensors.size).toBe(0);
});

describe("the index", () => {
  it.each([
    "../model.safetensors",
    "..",
    ".",
    ".hidden.safetensors",
    "/etc/passwd",
    "sub/model.safetensors",
    "sub\\model.safetensors",
    "C:model.safetensors",
    "file://model.safetensors",
    "model.safetensors\u0000.txt",
    "",
    "x".repeat(256),
  ])("may not lead to %j", async (shard) => {
    const { checkpoint, opened } = openWith(mapping({ ...weightMap, a: shard }));
    await expect(checkpoint).rejects.toThrow(SafetensorsError);
    await expect(checkpoint).rejects.toThrow(
      `tensor "a": the index puts it into "${JSON.stringify(shard.slice(0, 80)).slice(1, -1)}`,
    );
    expect(opened).toEqual([]);
  });

  it.each([
    ["nothing", "", "index, character 0: expected an object, found the end"],
    ["an array", "[]", "index, character 0: expected an object"],
    ["no map", `{"metadata":{"total_size":24}}`, "the index has no weight_map"],
    ["a map that is none", `{"weight_map":["a"]}`, "expected an object"],
    ["a shard that is no text", `{"weight_map":{"a":1}}`, 'tensor "a": index, character 19: exp'],
    ["a key twice", `{"weight_map":{"a":"x","a":"y"}}`, 'the key "a" stands twice'],
    ["two maps", `{"weight_map":{},"weight_map":{}}`, 'the key "weight_map" stands twice'],
    ["a cut", index.slice(0, -4), "expected ',' or '}', found the end"],
    ["more behind it", `${index} {}`, "expected the end"],
    ["deep nesting", `{"metadata":${"[".repeat(9)}`, "a value that is less nested"],
    ["metadata that are none", `{"metadata":nil}`, 'expected a value, found "nil}"'],
    ["an open array", `{"metadata":[1 2]}`, "expected ',' or ']'"],
  ])("is refused with %s", (_, text, message) => refused(text, message));

  it("is refused when it is no text", () =>
    refused(Uint8Array.of(0x7b, 0xff), "the index is not UTF-8 text"));

  it("passes over metadata of any kind", async () => {
    const metadata = { a: [[], [1, "x", null, true, { b: -1.5e3 }]], c: {}, d: false };
    const text = JSON.stringify({ metadata, weight_map: weightMap, more: "]}" });
    expect((await openWith(text).checkpoint).tensors.size).toBe(3);
  });
});

describe("shards", () => {
  it("must have every tensor that the index puts there", () =>
    refused(mapping({ ...weightMap, d: two }), `tensor "d": the index puts it into "${two}"`));

  it("must not have one that it puts elsewhere", () =>
    refused(
      mapping({ ...weightMap, b: two }),
      `tensor "b": is in shard "${one}", and the index puts it into "${two}"`,
    ));

  it("must not have one that it does not know", () =>
    refused(
      mapping({ a: one, c: two }),
      `tensor "b": is in shard "${one}", and the index does not have it`,
    ));

  it("are named when they are damaged", async () => {
    await refused(index, `is it complete? (shard "${two}")`, {
      ...shards,
      [two]: shards[two]!.subarray(0, 20),
    });
    await refused(index, `(shard "${one}")`, { [two]: shards[two]! });
  });

  it("pass on what opening one throws", async () => {
    const failure = new Error("offline");
    await expect(openShardedSafetensors(index, () => Promise.reject(failure))).rejects.toBe(
      failure,
    );
  });
});

it("opens or refuses with SafetensorsError whatever changes in the index or the shards", async () => {
  const text = new TextEncoder().encode(index);
  const files = [text, shards[one]!, shards[two]!];
  const change = fc.tuple(fc.nat(2), fc.nat(400), fc.nat(255), fc.boolean());
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const changed = files.map((bytes) => bytes.slice());
      for (const [file, at, value, cut] of changes) {
        const bytes = changed[file]!;
        if (cut && at % 8 === 0) changed[file] = bytes.subarray(0, at % bytes.length);
        else bytes[at % bytes.length] = value;
      }
      const { checkpoint, opened } = openWith(changed[0]!, {
        [one]: changed[1]!,
        [two]: changed[2]!,
      });
      try {
        for (const tensor of (await checkpoint).tensors.values()) await tensor.read();
        accepted++;
      } catch (error) {
        if (!(error instanceof SafetensorsError)) throw error;
      }
      for (const name of opened) expect(name).toMatch(/^[^./\\:][^/\\:]*$/);
    }),
    fuzzRuns(2000),
  );
  expect(accepted).toBeGreaterThan(0);
});

it("opens or refuses with SafetensorsError whatever JSON the index is", async () => {
  const shard = fc.oneof(fc.constantFrom(one, two, "..", "a/b"), fc.string());
  const map = fc.dictionary(fc.oneof(fc.constantFrom("a", "b", "c"), fc.string()), shard);
  const whole = fc.record(
    { metadata: fc.jsonValue(), weight_map: fc.oneof(map, fc.jsonValue()) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(whole, fc.jsonValue()), async (json) => {
      try {
        await openWith(JSON.stringify(json)).checkpoint;
      } catch (error) {
        if (!(error instanceof SafetensorsError)) throw error;
      }
    }),
    fuzzRuns(1000),
  );
});
