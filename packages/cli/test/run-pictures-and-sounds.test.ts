import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { qkv } from "./run-qkv.ts";

// Tiny models, pictures and sounds, and what transformers' pipelines make of them.
const senses = fileURLToPath(new URL("../../nn/test/pipelines/senses", import.meta.url));
const run = (task: string, model: string, ...args: string[]) =>
  qkv(["run", task, "--model", model, ...args], { cwd: senses });

interface Case {
  readonly model: string;
  readonly file: string;
  readonly options: object;
  readonly result: unknown;
}
const cases: readonly Case[] = JSON.parse(readFileSync(`${senses}/cases.json`, "utf8"));
const expected = (model: string, file: string, options: object): unknown =>
  cases.find(
    (one) =>
      one.model === model &&
      one.file === file &&
      JSON.stringify(one.options) === JSON.stringify(options),
  )!.result;

test("the labels of every picture that a pattern names", async () => {
  const args = ["--input", "picture-*.png", "--top-k", "2", "--json"];
  const { code, stdout, stderr } = await run("image-classification", "vit-labels", ...args);
  expect(code, stderr).toBe(0);
  const lines = stdout.trim().split("\n");
  const found = lines.map((line) => JSON.parse(line));
  expect(found.map(({ input }) => input)).toEqual(["picture-0.png", "picture-1.png"]);
  for (const { input, result } of found)
    expect(result.map(({ label }: { readonly label: string }) => label)).toEqual(
      (expected("vit-labels", input, { top_k: 2 }) as { readonly label: string }[]).map(
        ({ label }) => label,
      ),
    );
});

// Letters in one go, and Whisper's tokens in windows.
test.each([
  ["wave-letters", {}],
  ["whisper-words", { chunk_length_s: 2, max_new_tokens: 14 }],
])("what is said in a sound, and when: %s", async (model, asked) => {
  const options = { return_timestamps: "word", ...asked };
  const flags = Object.entries(options).flatMap(([name, value]) => [
    `--${name.replaceAll("_", "-")}`,
    String(value),
  ]);
  const args = [model, "--input", "sound-1.wav", ...flags] as const;
  const { code, stdout, stderr } = await run("automatic-speech-recognition", ...args);
  expect(code, stderr).toBe(0);
  const { text, chunks } = expected(model, "sound-1.wav", options) as {
    readonly text: string;
    readonly chunks: readonly { readonly timestamp: unknown }[];
  };
  expect(stdout.split("\n")[0]).toBe(text);
  for (const { timestamp } of chunks) expect(stdout).toContain(JSON.stringify(timestamp));
});

test("a file that is no picture is refused by what it is", async () => {
  const { code, stderr } = await run("image-to-text", "vit-words", "--input", "sound-0.wav");
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/expected PNG, JPEG or WebP/);
});
