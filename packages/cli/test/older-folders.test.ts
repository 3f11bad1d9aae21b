import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import { jsonLines, losses, newFolder, type Outcome, qkv } from "./run-qkv.ts";

// Runs of ten steps in the form that folders had before theirs became Hugging Face's, made by the program of
// that time; whole.jsonl has the losses of the same run of twenty steps that was never interrupted.
const older = fileURLToPath(new URL("./older-runs", import.meta.url));
const runs = [
  ["gpt", "text.txt", ["--max-new-tokens", "20", "--seed", "1"]],
  ["seq2seq", "pairs.tsv", ["--prompt", "a b c"]],
] as const;

for (const [part, some] of inBothParts(runs, 1))
  describe.each(some)("a %s folder of the older form", part, (name, data, prompt) => {
    const folder = join(older, name);
    const source = ["--data", join(older, data)];
    const whole = jsonLines(readFileSync(join(folder, "whole.jsonl"), "utf8")).slice(10);
    const scratch = newFolder();
    const [once, twice, again] = [
      join(scratch, "once"),
      join(scratch, "twice"),
      join(scratch, "again"),
    ];
    let resumed: Outcome | undefined;
    let halves: readonly Outcome[] = [];

    beforeAll(async () => {
      for (const copy of [once, twice]) cpSync(folder, copy, { recursive: true });
      const resume = (run: string, steps: string) =>
        qkv(["train", "--resume", run, ...source, "--steps", steps, "--json"]);
      resumed = await resume(once, "20");
      halves = [await resume(twice, "15"), await resume(twice, "20")];
    }, 60_000);
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    test("goes on with the losses of a run that never stopped", () => {
      expect(resumed?.code, resumed?.stderr).toBe(0);
      const records = jsonLines(resumed!.stdout);
      expect(records.map(({ step }) => step)).toEqual(whole.map(({ step }) => step));
      // The fixture comes from another machine, which may have fused what this one does not.
      for (const [i, { loss, valLoss }] of records.entries()) {
        expect(loss).toBeCloseTo(Number(whole[i]!.loss), 3);
        if (valLoss !== undefined) expect(valLoss).toBeCloseTo(Number(whole[i]!.valLoss), 3);
      }
    });

    test("becomes one of the present form, and goes on from that to the same bits", () => {
      expect(halves.map(({ code }) => code)).toEqual([0, 0]);
      for (const file of ["training.json", "tokenizer.json"])
        expect(existsSync(join(twice, file)), file).toBe(true);
      const config = JSON.parse(readFileSync(join(twice, "config.json"), "utf8"));
      expect(config).not.toHaveProperty("training");
      const inHalves = halves.flatMap(({ stdout }) => jsonLines(stdout));
      expect(losses(inHalves)).toEqual(losses(jsonLines(resumed!.stdout)));
      for (const file of ["model.safetensors", "training.safetensors"])
        expect(readFileSync(join(twice, file)).equals(readFileSync(join(once, file)))).toBe(true);
    });

    test("generates, and is measured and inspected, as its new form is", async () => {
      cpSync(folder, again, { recursive: true });
      const rewritten = await qkv(["train", "--resume", again, ...source, "--json"]); // no step is left: only its files
      expect(rewritten.code, rewritten.stderr).toBe(0);
      const commands = [["generate", ...prompt], ["inspect"], ["evaluate", ...source, "--json"]];
      for (const [command = "", ...args] of commands) {
        const [a, b] = await Promise.all(
          [folder, again].map((path) => qkv([command, "--model", path, ...args])),
        );
        expect(a?.code, a?.stderr).toBe(0);
        const timeless = (text = ""): string => text.replace(/"seconds":[\d.e-]+/, "");
        expect(timeless(b?.stdout)).toBe(timeless(a?.stdout));
      }
    }, 60_000);
  });
