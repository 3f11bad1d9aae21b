import { afterEach, expect } from "vitest";
import { defaultDevice } from "../../src/device/default-device.ts";
import type { BatchedRequest } from "../../src/generation/batch/batched-request.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import type { Module } from "../../src/module/module.ts";
import { Generator } from "../../src/random/generator.ts";

/** A GPT of two layers and two heads that has learnt nothing, and yet likes some tokens far better than others. */
export const wideGpt = (sizes: {
  readonly vocabSize: number;
  readonly contextLength: number;
}): Gpt => widened(new Gpt({ ...sizes, layers: 2, heads: 2, dModel: 16 }));

/** The model with weights of a large deviation, by which its choices depend on every token. */
export function widened<M extends Module>(model: M): M {
  const generator = new Generator(1);
  for (const parameter of model.parameters())
    parameter.device.backend.upload(
      parameter.storage.buffer,
      Float32Array.from(generator.normal(parameter.size, 0, 0.4)),
    );
  return model.eval() as M;
}

/** Each test of the file leaves the memory in use that the first one left: the model's. */
export function expectNothingHeld(): void {
  let held: unknown;
  afterEach(() => {
    const { buffers, bytes } = defaultDevice().memory();
    held ??= { buffers, bytes };
    expect({ buffers, bytes }).toEqual(held);
  });
}

export async function idsOf(request: BatchedRequest): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of request) ids.push(id);
  return ids;
}
