import { init } from "@qkv/nn";
import { filesInMemory } from "@qkv/nn/model-folder";
import { fromPretrained } from "@qkv/nn/pretrained";
import { readSafetensors, writeSafetensors } from "@qkv/nn/weights";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunSettings, StepRecord, TrainingEvent } from "../../src/engine/protocol.ts";
import { answers } from "../../src/engine/training/answers.ts";
import { textOf, usualSettings } from "../../src/views/train/data.ts";
import { type Experiment, experiment, settingsOf } from "../../src/views/train/state.ts";

const small = {
  layers: 1,
  heads: 2,
  width: 16,
  context: 16,
  batch: 8,
  steps: 60,
  warmup: 5,
  every: 20,
};
const made = (change: Partial<Experiment>): Experiment => {
  const { architecture = "decoder", data = "names" } = change;
  return { ...experiment.initial, ...usualSettings(architecture, data), ...small, ...change };
};
const context = (events: TrainingEvent[] = []) =>
  ({
    models: { text: () => Promise.reject(new Error("no book here")) },
    signal: new AbortController().signal,
    tell: (event: TrainingEvent) => events.push(event),
  }) as never;

const start = (run: string, of: Experiment, saved?: Uint8Array) =>
  answers.startRun({ run, settings: settingsOf(of), text: textOf(of, ""), saved }, context());
async function train(run: string, steps: number): Promise<StepRecord[]> {
  const events: TrainingEvent[] = [];
  await answers.trainRun({ run, steps }, context(events));
  return events.flatMap((event) => (event.kind === "steps" ? event.records : []));
}
const mean = (records: readonly StepRecord[]) =>
  records.reduce((sum, { loss }) => sum + loss, 0) / records.length;

beforeAll(() => init({ threads: 1 }));

describe("runs of each architecture", () => {
  it.each([
    made({ data: "names" }),
    made({ data: "animals", positions: "sinusoidal", optimizer: "lion", lr: 2e-3 }),
    made({ data: "names", positions: "rotary", optimizer: "adam" }),
    made({ data: "names", norm: "post", optimizer: "sgd", lr: 0.3 }),
    made({ data: "names", dropout: 0.1 }),
    made({ data: "names", optimizer: "rmsprop", lr: 3e-3, schedule: "linear" }),
    made({ data: "names", optimizer: "adagrad", lr: 0.05, schedule: "constant", clip: 0 }),
    made({ data: "copy", architecture: "encoder-decoder" }),
    made({ data: "animals", architecture: "encoder-decoder", norm: "post" }),
    made({ data: "animals", architecture: "encoder" }),
    made({ data: "animals", architecture: "encoder", norm: "pre" }),
  ])("learn: $architecture, $data, $positions, $norm, $optimizer", async (of) => {
    const answer = await start("a", of);
    const records = await train("a", 60);
    expect(records.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(mean(records.slice(-10))).toBeLessThan(0.97 * mean(records.slice(0, 5)));
    expect(records.filter(({ valLoss }) => valLoss !== undefined).map(({ step }) => step)).toEqual([
      20, 40, 60,
    ]);
    for (const kind of answer.kinds) {
      const { name, shape } = answer.parameters[0]!;
      const tensor = await answers.runTensor({ run: "a", name, kind }, context());
      expect(tensor.data.length).toBe(shape.reduce((x, y) => x * y, 1));
      expect(tensor.data.some((value) => value !== 0)).toBe(true);
      expect(tensor.spread.steps).toEqual(kind === "weight" ? [0, 20, 40, 60] : [20, 40, 60]);
      const rows = tensor.spread.steps.map((_, row) =>
        tensor.spread.shares.subarray(41 * row, 41 * (row + 1)).reduce((x, y) => x + y, 0),
      );
      for (const row of rows) expect(row).toBeCloseTo(1, 4);
    }
    const seen = await answers.runAttention({ run: "a", text: "cat the a" }, context());
    const then = await answers.runAttention({ run: "a", text: "cat the a", step: 0 }, context());
    // Of the first map, queries and keys are those of the text; what a translator says changes.
    expect(then.maps[0]!.shape).toEqual(seen.maps[0]!.shape);
    expect(then.tokens).toEqual(seen.tokens);
    expect(seen.maps.length).toBe(of.architecture === "encoder-decoder" ? 3 : 1);
    expect(seen.maps[0]!.data).not.toEqual(then.maps[0]!.data);
    await answers.endRun({ run: "a" }, context());
  });
});

describe("a run", () => {
  const of = made({ data: "names", dropout: 0.1 });

  it("goes back to an earlier look, and takes the same steps again", async () => {
    await start("a", of);
    const first = await train("a", 50);
    const back = await answers.rewindRun({ run: "a", step: 20 }, context());
    expect([back.step, back.looks.map(({ step }) => step)]).toEqual([20, [0, 20]]);
    const again = await train("a", 50);
    expect(again.map(({ loss }) => loss)).toEqual(first.slice(20).map(({ loss }) => loss));
  });

  it("goes on from its file as if it had not stopped", async () => {
    await start("a", of);
    await train("a", 30);
    const { file } = await answers.saveRun({ run: "a", note: "a note" }, context());
    const rest = await train("a", 60);
    expect((await answers.readRunFile({ file }, context())).note).toBe("a note");
    expect((await start("b", of, file)).step).toBe(30);
    expect((await train("b", 60)).map(({ loss }) => loss)).toEqual(rest.map(({ loss }) => loss));
    await answers.endRun({ run: "b" }, context());
  });

  it("has its earlier looks in its file: tensors, samples, attention, and the way back", async () => {
    await start("a", of);
    await train("a", 50);
    const { file } = await answers.saveRun({ run: "a", note: "" }, context());
    const { looks } = await start("b", of, file);
    expect(looks.map(({ step }) => step)).toEqual([0, 20, 40, 50]);
    const seen = async (run: string, step: number) => {
      const name = "transformer.h.0.mlp.c_fc.weight";
      const tensors = ["weight", "gradient", "exp_avg"].map((kind) =>
        answers.runTensor({ run, name, kind, step }, context()),
      );
      const attention = await answers.runAttention({ run, text: "Ann", step }, context());
      return { data: (await Promise.all(tensors)).map(({ data }) => data), attention };
    };
    for (const step of [0, 20, 40]) expect(await seen("b", step)).toEqual(await seen("a", step));
    expect(new Set((await seen("b", 40)).data[1]).size).toBeGreaterThan(100);
    const sampled = async (run: string) =>
      (await answers.rewindRun({ run, step: 20 }, context())).looks.map(({ sample }) => sample);
    expect(await sampled("b")).toEqual(await sampled("a"));
    const taken = async (run: string) => (await train(run, 30)).map(({ loss }) => loss);
    expect(await taken("b")).toEqual(await taken("a"));
    for (const run of ["a", "b"]) await answers.endRun({ run }, context());
  });

  it.each([
    [{ looks: "[" }, /no JSON/],
    [{ looks: '[{"step":99}]' }, /step 99 comes after -1, expected one up to 20/],
    [{ looks: '[{"step":0,"training":"{}"}]' }, /step 0 has no sample/],
    [
      { looks: '[{"step":3,"training":"{}","sample":{"kind":"text","text":""}}]' },
      /transformer\.wte\.weight of step 3 is not there, expected \[\d+,16\]/,
    ],
  ])("refuses a file whose looks are damaged: %o", async (wrong, message) => {
    await start("a", of);
    await train("a", 20);
    const { file } = await answers.saveRun({ run: "a", note: "" }, context());
    const { tensors, metadata } = readSafetensors(file);
    const damaged = writeSafetensors(tensors, { ...metadata, ...wrong });
    await expect(start("b", of, damaged)).rejects.toThrow(message);
    await answers.endRun({ run: "a" }, context());
  });

  it("pauses after the step under way", async () => {
    await start("a", { ...of, steps: 5000 });
    const training = train("a", 5000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { step } = await answers.pauseRun({ run: "a" }, context());
    const records = await training;
    expect(records.at(-1)!.step).toBe(step);
    expect(step).toBeLessThan(5000);
  });

  it("leaves the memory of the first run after twenty", async () => {
    const used: number[] = [];
    for (let i = 0; i < 20; i++) {
      await start("a", of);
      await train("a", 3);
      await answers.endRun({ run: "a" }, context());
      await start("probe", of);
      const { memory } = await answers.pauseRun({ run: "probe" }, context());
      used.push(memory.bytes);
      await answers.endRun({ run: "probe" }, context());
    }
    expect(new Set(used)).toEqual(new Set([used[0]]));
  });

  it("says what it cannot do", async () => {
    const wrong = (change: Partial<RunSettings>, text: string) =>
      answers.startRun({ run: "x", settings: { ...settingsOf(of), ...change }, text }, context());
    await expect(wrong({}, "short")).rejects.toThrow(/has 5 characters, expected at least/);
    await expect(wrong({ heads: 3 }, "abc ".repeat(100))).rejects.toThrow(/multiple of heads/);
    const translator = { architecture: "encoder-decoder", positions: "sinusoidal" } as const;
    await expect(wrong(translator, "a\tb\nc\n")).rejects.toThrow(/line 2 is no pair/);
    await expect(wrong({ ...translator, positions: "rotary" }, "a\tb\n")).rejects.toThrow(
      /positions are rotary, expected sinusoidal/,
    );
    const rotary = { architecture: "encoder", positions: "rotary" } as const;
    await expect(wrong(rotary, "a b c .")).rejects.toThrow(/rotary, expected learned/);
    expect(() => answers.trainRun({ run: "gone", steps: 1 }, context())).toThrow(
      /not here any more/,
    );
    await answers.endRun({ run: "a" }, context());
  });
});

describe("norms before the parts of an encoder", () => {
  it("leave its stream alone: norms read it, none writes it", async () => {
    const parameters = async (norm: "pre" | "post") => {
      const of = made({ data: "animals", architecture: "encoder", norm });
      const { parameters } = await start("a", of);
      const { files } = await answers.runFiles({ run: "a" }, context());
      await answers.endRun({ run: "a" }, context());
      return { names: parameters.map(({ name }) => name), files: files.map(({ name }) => name) };
    };
    const [pre, post] = [await parameters("pre"), await parameters("post")];
    expect(pre.names).toContain("bert.encoder.LayerNorm.weight");
    expect(pre.names).toContain("bert.encoder.layer.0.attention.LayerNorm.weight");
    expect(post.names).toContain("bert.encoder.layer.0.attention.output.LayerNorm.weight");
    expect(pre.names.length).toBe(post.names.length + 2);
    // No config.json says what it is.
    expect(pre.files).toEqual(["model.safetensors", "tokenizer.json"]);
    expect(post.files).toEqual(["config.json", "model.safetensors", "tokenizer.json"]);
  });
});

describe("the folder of a trained model", () => {
  it.each([
    made({ data: "names" }),
    made({ data: "names", positions: "rotary" }),
    made({ data: "names", positions: "sinusoidal" }),
    made({ data: "animals", architecture: "encoder" }),
  ])("is opened by fromPretrained with the same weights: $architecture, $positions", async (of) => {
    await start("a", of);
    await train("a", 2);
    const { files } = await answers.runFiles({ run: "a" }, context());
    const source = filesInMemory(new Map(files.map(({ name, bytes }) => [name, bytes])), "trained");
    const { model, tokenizer } = await fromPretrained(source);
    expect(tokenizer).toBeDefined();
    for (const [name, parameter] of model.namedParameters()) {
      const { data } = await answers.runTensor({ run: "a", name, kind: "weight" }, context());
      expect(Float32Array.from(await parameter.data())).toEqual(data);
    }
    model.dispose();
    await answers.endRun({ run: "a" }, context());
  });
});
