import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { qkv } from "./run-qkv.ts";

const model = fileURLToPath(new URL("../../nn/test/families/golden/llama", import.meta.url));

test("plan says what a folder's model takes, by its config.json alone", async () => {
  const { code, stdout } = await qkv(["plan", model]);
  expect(code).toBe(0);
  for (const line of [
    /^model +llama +decoder$/m,
    /^parameters +\d/m,
    /^memory, loaded +[\d.]+ KiB +float32/m,
    /^memory, training/m,
    /^FLOPs per token/m,
  ])
    expect(stdout).toMatch(line);
  const { stdout: json } = await qkv([
    "plan",
    "--model",
    `${model}/config.json`,
    "--context",
    "8",
    "--batch",
    "3",
    "--json",
  ]);
  expect(JSON.parse(json)).toMatchObject({ tokens: 8, batch: 3 });
});

test("what cannot be planned ends in a line that names the file", async () => {
  expect(await qkv(["plan", "nowhere"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("nowhere/config.json"),
  });
  expect(await qkv(["plan"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--model"),
  });
});
