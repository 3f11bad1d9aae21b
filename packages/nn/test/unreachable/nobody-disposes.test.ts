import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { yieldToEventLoop } from "../../src/event-loop/yield-to-event-loop.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { TransformerEncoder } from "../../src/transformer/transformer-encoder.ts";
import { TransformerEncoderLayer } from "../../src/transformer/transformer-encoder-layer.ts";
import { tinyTraining } from "../tiny-training.ts";

// Nothing here frees a tensor or calls the collector: it comes because it is asked for.
const device = defaultDevice();
const mebi = 2 ** 20;

const encoder = new TransformerEncoder(new TransformerEncoderLayer({ dModel: 128, nhead: 4 }), 4);
encoder.eval();

/** Most bytes in use, at the end of each of so many passes. */
async function passes(count: number, turn: (y: Tensor) => Promise<unknown>): Promise<number> {
  const x = tensor(Float32Array.from({ length: 8 * 128 }, Math.sin), { shape: [1, 8, 128] });
  let most = 0;
  for (let pass = 0; pass < count; pass++) {
    await turn(encoder.forward(x));
    most = Math.max(most, device.memory().bytes);
  }
  return most;
}

// What a pass leaves is more than a quarter of a megabyte: a thousand would be more than is allowed four times over.
describe.each([
  ["1,000 passes", {}, 1000],
  ["10,000 passes", exhaustive, 10_000],
])("%s of an encoder stay flat", (_, part, count) => {
  const options = { ...part, timeout: 300_000 };
  test("while the event loop turns", options, async () => {
    const before = device.memory().bytes;
    const most = await passes(count, yieldToEventLoop);
    expect(most - before).toBeLessThan(64 * mebi);
  });

  test("in a program that only waits for the values", options, async () => {
    const before = device.memory().bytes;
    const most = await passes(count, (y) => y.data());
    expect(most - before).toBeLessThan(64 * mebi);
  });
});

test("a thousand passes would not stay flat if nothing was given back", () => {
  const before = device.memory().bytes;
  const x = tensor(Float32Array.from({ length: 8 * 128 }, Math.sin), { shape: [1, 8, 128] });
  const y = encoder.forward(x);
  expect(1000 * (device.memory().bytes - before)).toBeGreaterThan(4 * 64 * mebi);
  y.dispose();
});

test("20 trainings that are stopped return to the memory of the first when the program pauses", { timeout: 120_000 }, async () => {
  const train = async () => {
    const stop = new AbortController();
    const { trainer } = tinyTraining({ dModel: 128 });
    const callbacks = [{ onStep: ({ step }: { step: number }) => void (step === 3 && stop.abort()) }];
    await trainer.fit({ steps: 100, callbacks, signal: stop.signal });
  };
  await train();
  const first = device.memory().bytes;
  for (let cycle = 1; cycle < 20; cycle++) await train();
  for (let i = 0; i < 100 && device.memory().bytes > first; i++) await new Promise((go) => setTimeout(go, 100));
  expect(device.memory().bytes).toBeLessThanOrEqual(first);
}); // biome-ignore format: one line
