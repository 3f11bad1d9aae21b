import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeImage } from "@qkv/nn/preprocessing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, newFolder, type Outcome, qkv } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const bytesOf = (path: string): Buffer => readFileSync(at(path));
const run = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder });
const few = ["--num-inference-steps", "3", "--guidance-scale", "8"];
const draw = (...args: string[]): Promise<Outcome> =>
  run("run", "text-to-image", "--model", "digits", ...few, ...args);
let learnt: Outcome;

beforeAll(async () => {
  const size = ["--layers", "1", "--d-model", "24", "--timesteps", "20", "--lr", "0.02"];
  const steps = ["--steps", "6", "--eval-every", "6", "--eval-batches", "1", "--batch", "16"];
  const shared = ["train", "--task", "diffusion", "--warmup", "0", ...size, ...steps];
  learnt = await run(...shared, "--out", "digits");
  await run(...shared, "--condition", "text", "--out", "told");
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a training says how pictures are made, and they are PNG files called by what they show", async () => {
  expect(learnt.stdout).toContain("qkv run text-to-image --model digits --input INPUT");
  const { code, stdout, stderr } = await draw("--input", "3", "--input", "7", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const size = { width: 8, height: 8 };
  expect(jsonLines(stdout)).toEqual([
    { input: "3", result: [{ path: "pictures/3.png", ...size }] },
    { input: "7", result: [{ path: "pictures/7.png", ...size }] },
  ]);
  const { width, height, data } = await decodeImage(bytesOf("pictures/3.png"));
  expect([width, height]).toEqual([8, 8]);
  expect(new Set(data).size).toBeGreaterThan(8);
  expect(bytesOf("pictures/7.png")).not.toEqual(bytesOf("pictures/3.png"));
});

test("the same seed gives the same picture, beside what is there and not in its place", async () => {
  mkdirSync(at("mine"));
  writeFileSync(at("mine/5.png"), "a user's own");
  const args = ["--input", "5", "--out", "mine", "--num-images-per-prompt", "2"];
  const first = await draw(...args);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toMatch(/mine\/5-2\.png +8 +8\n +mine\/5-3\.png/);
  await draw(...args, "--sampler", "ddpm", "--seed", "1");
  await draw(...args.slice(0, -2));
  expect(readdirSync(at("mine"))).toHaveLength(6);
  expect(bytesOf("mine/5.png").toString()).toBe("a user's own");
  expect(bytesOf("mine/5-6.png")).toEqual(bytesOf("mine/5-2.png"));
  expect(bytesOf("mine/5-3.png")).not.toEqual(bytesOf("mine/5-2.png"));
  expect(bytesOf("mine/5-4.png")).not.toEqual(bytesOf("mine/5-2.png"));
});

test("a text's picture goes to a file, which is never replaced", async () => {
  const told = (out: string, input: string) =>
    run("run", "text-to-image", "--model", "told", ...few, "--out", out, "--input", input);
  expect(await told("new/seven.png", "a thin seven")).toMatchObject({ code: 0, stderr: "" });
  const before = bytesOf("new/seven.png");
  const again = await told("new/seven.png", "a three");
  expect(again).toMatchObject({ code: 2, stdout: "" });
  expect(again.stderr).toContain("--out is new/seven.png, which is there already");
  expect(bytesOf("new/seven.png")).toEqual(before);
  expect((await told("new", " ../../a three?")).code).toBe(0);
  expect(readdirSync(at("new"))).toEqual(["a-three.png", "seven.png"]);
});

test("a batch has pictures in its answers", async () => {
  writeFileSync(at("wishes.txt"), "3\n3\n");
  const asked = ["--task", "text-to-image", "--num-inference-steps", "3", "--input", "wishes.txt"];
  const { code, stdout } = await run("batch", ...asked, "--model", "digits", "--output", "made");
  expect(code, stdout).toBe(0);
  const lines = jsonLines(bytesOf("made/results.jsonl").toString());
  const pngs = lines.map(({ result }) => (result as { readonly png: string }[])[0]!.png);
  expect(pngs).toHaveLength(2);
  expect(pngs[1]).not.toBe(pngs[0]); // each input draws otherwise
  const bytes = Buffer.from(pngs[0]!.replace("data:image/png;base64,", ""), "base64");
  expect((await decodeImage(bytes)).width).toBe(8);
});

describe("refused by name", () => {
  test.concurrent.each([
    [["--input", "zebra"], /an input is "zebra", expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9/],
    [["--input", "3", "--sampler", "euler"], /--sampler is "euler", expected "ddim" or "ddpm"/],
    [["--input", "3", "--num-inference-steps", "21"], /numInferenceSteps is 21, expected at most/],
    [
      ["--input", "3", "--out", "three.jpg"],
      /--out is three\.jpg, but pictures are written as PNG/,
    ],
    [["--input", "3", "--out", "digits/config.json"], /digits\/config\.json, which is there/],
  ])("%j", async (args, message) => {
    const { code, stderr, stdout } = await draw(...args);
    expect([code === 0, stdout]).toEqual([false, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  test("a folder without weights, and one whose weights are cut off", async () => {
    mkdirSync(at("bare"));
    writeFileSync(at("bare/config.json"), bytesOf("digits/config.json"));
    const of = (model: string) => run("run", "text-to-image", "--model", model, "--input", "3");
    const bare = await of("bare");
    expect([bare.code, bare.stderr]).toEqual([
      1,
      expect.stringMatching(/bare.*model\.safetensors/),
    ]);
    writeFileSync(
      at("bare/model.safetensors"),
      bytesOf("digits/model.safetensors").subarray(0, 999),
    );
    const cut = await of("bare");
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringContaining("model.safetensors")]);
  });
});

test("the help says what the task takes", async () => {
  const { stdout } = await run("run", "text-to-image", "--help");
  const words = stdout.replace(/\s+/g, " ");
  expect(words).toContain("--sampler ddim|ddpm|dpm-solver");
  expect(words).toContain("--out DIR|FILE.png");
});
