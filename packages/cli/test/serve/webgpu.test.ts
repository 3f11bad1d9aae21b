import { rmSync } from "node:fs";
import { WebgpuUnavailableError, webgpu } from "@qkv/gpu-webgpu";
import { afterAll, expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { newFolder } from "../run-qkv.ts";
import { modelsIn, serverOf } from "./running-server.ts";
import { tinyChatModel } from "./tiny-model.ts";

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const missing = await webgpu().then(
  (backend) => backend.dispose(),
  (error: unknown) => {
    if (error instanceof WebgpuUnavailableError) return error.message;
    throw error;
  },
);
if (missing) test("qkv serve on WebGPU", ({ skip }) => skip(missing));

const prompts = [
  "The whale swam on.",
  "The sea",
  "The ship went after it, and the sea was wide. ".repeat(3),
];
const asked = { model: "tiny", temperature: 0, max_tokens: 10, echo: true, logprobs: 0 };

/** What requests of one moment become, and one that begins as another did. */
async function answersOn(path: string, device: "wasm" | "webgpu") {
  using models = await modelsIn([path], { device, slots: 2 });
  const { client } = await serverOf(models);
  const together = await Promise.all(
    prompts.map((prompt) => client.completions.create({ ...asked, prompt })),
  );
  const again = await client.completions.create({ ...asked, echo: false, prompt: prompts[2]! });
  return [...together, again].map(({ choices }) => choices[0]!);
}

const options = { ...exhaustive, timeout: 300_000, ...(missing ? { skip: true } : {}) };

test(
  "answers on WebGPU are those on WASM: side by side, scored, behind a prompt that is known",
  options,
  async () => {
    const path = await tinyChatModel(folder);
    const [onWasm, onWebgpu] = [await answersOn(path, "wasm"), await answersOn(path, "webgpu")];
    expect(onWebgpu.map(({ text }) => text)).toEqual(onWasm.map(({ text }) => text));
    for (const [i, { logprobs }] of onWebgpu.entries())
      for (const [j, one] of logprobs!.token_logprobs!.entries()) {
        const expected = onWasm[i]!.logprobs!.token_logprobs![j] as number | null;
        if (expected === null) expect(one).toBeNull();
        else expect(one).toBeCloseTo(expected, 3);
      }
  },
);
