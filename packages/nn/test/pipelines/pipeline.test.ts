import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import type { FileSource } from "../../src/model-folder/file-source.ts";
import { folderOnDisk } from "../../src/node/folder-on-disk.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { pipeline } from "../../src/node/pipeline.ts";
import { TaskModelError } from "../../src/pipelines/expect-fit.ts";
import type { TaskName } from "../../src/pipelines/pipeline.ts";
import { tasks } from "../../src/pipelines/tasks/index.ts";

const folder = (name: string): string => fileURLToPath(new URL(`golden/${name}`, import.meta.url));
const classifier = () => pipeline("text-classification", folder("bert-labels"));

describe("a pipeline", () => {
  test("of a task that there is not is refused with the nearest", async () => {
    const wrong = pipeline("text-clasification" as TaskName, folder("bert-labels"));
    await expect(wrong).rejects.toThrow(
      /the task is "text-clasification", expected one of .*text-classification.*; the nearest is text-classification$/,
    );
    await expect(pipeline("toString" as TaskName, folder("bert-labels"))).rejects.toThrow(
      "expected one of",
    );
  });

  test("refuses a model without the head, and names what fits", async () => {
    const { buffers } = defaultDevice().memory();
    const wrong = pipeline("text-classification", folder("bert-mask"));
    await expect(wrong).rejects.toThrow(TaskModelError);
    await expect(wrong).rejects.toThrow(
      /BertForMaskedLM \(model_type bert\).*needs one of .*BertForSequenceClassification/,
    );
    expect(defaultDevice().memory().buffers).toBe(buffers);
  });

  test("refuses it before its weights are read, and tells of config.json", async () => {
    const files = folderOnDisk(folder("bert-mask"));
    const read: string[] = [];
    const watched: FileSource = {
      ...{ name: files.name, has: (name) => files.has(name) },
      read(name, options) {
        read.push(name);
        return files.read(name, options);
      },
      open(name) {
        read.push(name);
        return files.open(name);
      },
    };
    await expect(pipeline("text-classification", watched)).rejects.toThrow(TaskModelError);
    expect(read).toEqual(["config.json"]);
    const seen: unknown[] = [];
    const onConfig = (config: object) => seen.push(config);
    using mask = await pipeline("fill-mask", watched, { onConfig });
    expect(await mask("[MASK]")).not.toEqual([]);
    expect(seen).toEqual([expect.objectContaining({ model_type: "bert" })]);
    expect(read).toContain("model.safetensors");
  });

  test("refuses options that there are not, when it is made and when it is called", async () => {
    const wrong = { topk: 2 } as never;
    await expect(pipeline("text-classification", folder("bert-labels"), wrong)).rejects.toThrow(
      /topk/,
    );
    using classify = await classifier();
    await expect(classify("Boats.", wrong)).rejects.toThrow(/"topk"|topk.*topK/s);
    await expect(classify("Boats.", { topK: 0 })).rejects.toThrow(/topK is 0, expected/);
  });

  test("takes one input or several, in batches of any size, with the same results", async () => {
    using classify = await classifier();
    const texts = ["Boats.", "It was a good day", "The old whale swam slowly past the harbour"];
    const single = [];
    for (const text of texts) single.push(await classify(text, { topK: null }));
    for (const batchSize of [1, 2, 8]) {
      const seen: unknown[] = [];
      const onProgress = (done: number, total: number | undefined) => seen.push([done, total]);
      const several = await classify(texts, { topK: null, batchSize, onProgress });
      expect(seen.at(-1)).toEqual([3, 3]);
      expect(seen).toHaveLength(Math.ceil(3 / batchSize));
      for (const [i, labels] of several.entries())
        for (const [j, { label, score }] of labels.entries()) {
          expect(label).toBe(single[i]![j]!.label);
          expect(score).toBeCloseTo(single[i]![j]!.score, 5);
        }
    }
    expect(await classify([])).toEqual([]);
  });

  test("gives results one by one, of inputs from anywhere, and leaves no memory behind", async () => {
    using classify = await classifier();
    await classify("Boats.");
    const { buffers } = defaultDevice().memory();
    async function* lines() {
      yield "Boats.";
      yield "It was a good day";
    }
    const found = [];
    for await (const labels of classify.each(lines(), { batchSize: 1 }))
      found.push(labels[0]!.label);
    expect(found).toHaveLength(2);
    expect(defaultDevice().memory().buffers).toBe(buffers);
  });

  test("has options of its own, which a call may change, under either name", async () => {
    using classify = await pipeline("text-classification", folder("bert-labels"), { top_k: 2 });
    expect(await classify("Boats.")).toHaveLength(2);
    expect(await classify("Boats.", { topK: 1 })).toHaveLength(1);
    expect(await classify("Boats.", { top_k: null })).toHaveLength(3);
  });

  test("stops by a signal", async () => {
    using classify = await classifier();
    const stop = new AbortController();
    const several = classify(["a", "b", "c"], {
      batchSize: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(several).rejects.toThrow("enough");
  });

  test("takes a model that is there, and leaves it", async () => {
    const loaded = await fromPretrained(folder("bert-labels"));
    const classify = await pipeline("sentiment-analysis", loaded);
    await expect(pipeline("text-classification", loaded, { dtype: "float16" })).rejects.toThrow(
      /dtype is for a model that is to be loaded/,
    );
    const labels = await classify("Boats.");
    classify.dispose();
    await expect(classify("Boats.")).rejects.toThrow("was disposed");
    const again = await pipeline("text-classification", loaded);
    expect(await again("Boats.")).toEqual(labels);
    loaded.model.dispose();
  });

  test("says what is wrong with an input", async () => {
    using classify = await classifier();
    await expect(classify(5 as never)).rejects.toThrow(
      /text-classification: an input is 5, expected text/,
    );
    const long = "boats and ".repeat(100);
    await expect(classify(long)).rejects.toThrow(/has \d+ tokens, and the model takes 64 at most/);
    expect(await classify(long, { truncation: true })).toHaveLength(1);
  });
});

test("every task is named as its row, and its flags are options of its", () => {
  for (const [name, { name: own, flags, options }] of Object.entries(tasks)) {
    expect(own).toBe(name);
    for (const flag of Object.keys(flags)) expect(Object.keys(options.fields)).toContain(flag);
  }
});
