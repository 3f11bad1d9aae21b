import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import type { ReadyTraining } from "../../src/recipes/index.ts";

const { arithmetic, grokking } = applications;

const fileOf = (text: string): DataFiles => ({
  ...{ source: "sums.tsv", names: ["sums.tsv"] },
  read: async () => new TextEncoder().encode(text),
});

async function trained(ready: ReadyTraining) {
  manualSeed(ready.settings.seed);
  const run = ready.start();
  await run.fit({ steps: ready.settings.steps });
  await run.heldOut.atTheEnd();
  return run;
}

const answerOf = async (files: ReadonlyMap<string, Uint8Array>, question: string) => {
  const loaded = await fromPretrained(filesInMemory(files, "run"));
  const answer = await pipeline("text-generation", loaded);
  const [text] = [await answer(question, { doSample: false, returnFullText: false })].flat();
  loaded.model.dispose();
  return text!.generated_text;
};

describe("arithmetic", () => {
  it("learns sums of two digits, and its folder is opened by a pipeline", async () => {
    const given = { steps: 160, evalEvery: 160, dModel: 32, batch: 64, lr: 8e-3 };
    const ready = await arithmetic.plan(given).prepare();
    const run = await trained(ready);
    // Of three digits and the end the last is known at once; to guess the digits costs ln(10) nats each, or 1.6 in all.
    expect(run.heldOut.score!.loss).toBeLessThan(1.35);
    const [told] = await run.finalSamples(new AbortController().signal);
    expect(told!.kind === "pairs" && told!.pairs[0]!.source).toMatch(/^\d\d\+\d\d=$/);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    expect(await answerOf(files, "23+35=")).toMatch(/^\d\d\d$/);
  });

  it("learns from questions and answers of a file, written forwards", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `twice ${i}\t${2 * i}`);
    const given = { steps: 2, dModel: 16, heads: 2, reversed: false };
    const run = await trained(await arithmetic.plan(given).prepare(fileOf(lines.join("\n"))));
    const [told] = await run.finalSamples(new AbortController().signal);
    expect(told!.kind === "pairs" && told!.pairs[0]!.source).toMatch(/^twice \d+$/);
    run.dispose();
    const { prepare } = arithmetic.plan(given);
    await expect(prepare(fileOf("1+1=\t2\n1+2=\n"))).rejects.toThrow("sums.tsv: line 2");
  });

  it("refuses questions that are longer than any that it was trained on", async () => {
    const given = { steps: 1, dModel: 16, heads: 2, digits: 1 };
    const ready = await arithmetic.plan(given).prepare();
    const run = await trained(ready);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    using opened = await arithmetic.open(filesInMemory(files, "run"));
    const longer = fileOf(Array.from({ length: 20 }, (_, i) => `1000${i}+1=\t10${i}`).join("\n"));
    await expect(opened.score(longer, { part: "test" })).rejects.toThrow("expected at most");
  });
});

describe("grokking", () => {
  it("ends when the share of right answers is reached, and answers with one token", async () => {
    const given = { modulus: 7, fraction: 0.6, until: 0.3, steps: 400, evalEvery: 20, heads: 2 };
    const ready = await grokking.plan({ ...given, dModel: 32 }).prepare();
    const run = await trained(ready);
    expect(run.step).toBeLessThan(400);
    expect(run.heldOut.score!.figures!.exact).toBeGreaterThanOrEqual(0.3); // chance is 1 in 7
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    expect(await answerOf(files, "5 + 4 =")).toMatch(/^ ?\d$/);
  });

  it("has a table of true equations, each in one part", async () => {
    const { madeEquations } = await import("../../src/applications/grokking/made-equations.ts");
    const right = { "+": (x: number, y: number) => x + y, "-": (x: number, y: number) => x - y };
    for (const operation of ["add", "subtract", "divide"] as const) {
      const table = { operation, modulus: 11, fraction: 0.5 };
      const { training, validation, test } = madeEquations(1, table);
      const all = [...(training as typeof test), ...validation, ...test];
      expect(new Set(all.map(({ question }) => question)).size).toBe(
        operation === "divide" ? 110 : 121,
      );
      for (const { question, answer } of all) {
        const [x, sign, y] = question.split(" ");
        const [a, b, z] = [Number(x), Number(y), Number(answer)];
        if (sign === "/") expect((z * b) % 11).toBe(a);
        else expect((right[sign as "+"](a, b) + 11) % 11).toBe(z);
      }
    }
  });

  it("refuses to divide modulo a number that is not prime, and answers of several words", async () => {
    const given = { steps: 1, dModel: 16, heads: 2 };
    const { prepare } = grokking.plan(given);
    const several = fileOf("a b\tc\na c\tb b\nb c\ta\nc a\tb\n");
    await expect(prepare(several)).rejects.toThrow('is "b b", expected one word');
    expect(() => grokking.plan({ operation: "divide", modulus: 9 })).toThrow("a prime number");
  });
});
