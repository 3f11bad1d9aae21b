import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWithText, jsonLines, losses, newFolder, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: readonly string[]) => qkv(args, { cwd: folder });

beforeAll(async () => {
  folderWithText(folder);
  const options = [...small, "--dropout", "0.2", "--grad-accum", "2", "--steps", "4"];
  const { code, stderr } = await run("train", "--data", "text.txt", ...options, "--out", "runs/a");
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("qkv export --to pytorch and qkv import", () => {
  test("a run that comes back goes on as if it had never been away, to the bit", async () => {
    cpSync(at("runs/a"), at("runs/stayed"), { recursive: true });
    const exported = await run("export", "--to", "pytorch", "runs/a", "--steps", "7");
    expect(exported.code, exported.stderr).toBe(0);
    expect(exported.stdout).toContain("torchrun --nproc-per-node 2 runs/a-pytorch/train_torch.py");
    expect(exported.stdout).toContain("qkv import runs/a-pytorch");
    const files = readdirSync(at("runs/a-pytorch"));
    for (const file of [
      "train_torch.py",
      "config.json",
      "tokenizer.json",
      "model.safetensors",
      "optimizer.safetensors",
      "batches.safetensors",
      "run.json",
      "history.jsonl",
    ])
      expect(files).toContain(file);
    expect(files).not.toContain("model.py");
    expect(readdirSync(at("runs")).filter((name) => name.startsWith("."))).toEqual([]);

    const imported = await run("import", "runs/a-pytorch", "--json");
    expect(imported.code, imported.stderr).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({
      ...{ folder: "runs/a-imported", step: 4, steps: 7, ofPytorch: 0 },
    });
    const [stayed, back] = await Promise.all(
      ["runs/stayed", "runs/a-imported"].map((path) =>
        run("train", "--resume", path, "--steps", "7", "--json"),
      ),
    );
    expect([stayed!.code, back!.code], stayed!.stderr + back!.stderr).toEqual([0, 0]);
    expect(losses(jsonLines(back!.stdout))).toEqual(losses(jsonLines(stayed!.stdout)));
    expect(jsonLines(readFileSync(at("runs/a-imported/history.jsonl"), "utf8"))).toHaveLength(7);
  });

  test("a run that has done all of its steps gets as many again, and the command says so", async () => {
    const { code, stdout } = await run("export", "--to=pytorch", "runs/a", "--out", "longer");
    expect(code).toBe(0);
    expect(stdout).toContain("has done all of its steps; it was given as many again, to step 8");
    expect(stdout).toMatch(/step +4 of 8/);
    const { rates, positions, steps } = JSON.parse(readFileSync(at("longer/run.json"), "utf8"));
    expect({ steps, rates: rates.length, last: positions.at(-1) }).toEqual({
      ...{ steps: 8, rates: 4, last: { batch: 16 } },
    });
  });

  test("the module of an encoder-decoder that transformers lacks lies beside the program", async () => {
    const pairs = Array.from({ length: 30 }, (_, i) => `a b${i % 7}\tb${i % 7} a\n`).join("");
    writeFileSync(at("pairs.tsv"), pairs);
    const shape = ["--layers", "1", "--d-model", "8", "--heads", "2", "--batch", "4"];
    await run(
      "train",
      "--task",
      "seq2seq",
      "--data",
      "pairs.tsv",
      ...shape,
      "--steps",
      "2",
      "--out",
      "runs/pairs",
    );
    const { code, stderr, stdout } = await run("export", "--to", "pytorch", "runs/pairs", "--json");
    expect(code, stderr).toBe(0);
    const { files, step, steps, lossToCome } = JSON.parse(stdout);
    expect({ step, steps, lossToCome }).toEqual({
      step: 2,
      steps: 4,
      lossToCome: expect.any(Number),
    });
    expect(files).toContain("model.py");
    expect(existsSync(at("runs/pairs-pytorch/model.py"))).toBe(true);
  });

  test.each<[args: readonly string[], code: number, message: RegExp]>([
    [["export", "--to", "pytorc", "runs/a"], 2, /--to is "pytorc", expected pytorch/],
    [
      ["export", "--to", "pytorch", "nowhere"],
      1,
      /nowhere is not there; expected the folder of qkv train/,
    ],
    [
      ["export", "--to", "pytorch", "."],
      1,
      /has no training\.safetensors, so it is no folder of a run/,
    ],
    [
      ["export", "--to", "pytorch", "runs/a", "--out", "full"],
      2,
      /full is there already; name another folder with --out/,
    ],
    [
      ["export", "--to", "pytorch", "runs/a", "--steps", "3", "--out", "new"],
      2,
      /has done 4 steps, and --steps is 3; expected more to do: --steps 8/,
    ],
    [
      ["export", "--to", "pytorch", "runs/a", "--data", "full/x.txt", "--out", "new"],
      1,
      /is not the one that the run in runs\/a was trained on/,
    ],
    [["import", "full"], 1, /full is no folder of qkv export --to pytorch/],
  ])("%j is refused with what to do", async (args, code, message) => {
    mkdirSync(at("full"), { recursive: true });
    writeFileSync(at("full/x.txt"), "another text\n".repeat(50));
    const outcome = await qkv(args, { cwd: folder });
    expect(outcome.stderr).toMatch(message);
    expect(outcome).toMatchObject({ code, stdout: "" });
  });
});
