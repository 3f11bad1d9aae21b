import { webgpu } from "@qkv/gpu-webgpu";
import * as built from "@qkv/nn";
import { readSafetensors } from "@qkv/nn/weights";
import { runCase } from "../../golden/run-case.mjs";
import { init } from "../../src/device/init.ts";
import { lossesOf, tinyTraining } from "../tiny-training.ts";

/** Golden cases of a group. */
export interface GoldenNames {
  readonly group: string;
  readonly names: readonly string[];
}

export interface Page {
  /** Losses of 50 training steps, with dropout and clipping, on WASM and on WebGPU. */
  trainOnBoth(): Promise<{ readonly wasm: number[]; readonly gpu: number[] }>;
  /** Name and failure of these golden cases, whose files lie under /files/. */
  runGolden(
    of: GoldenNames,
  ): Promise<readonly { readonly name: string; readonly failure: string | undefined }[]>;
}

const train = async (): Promise<number[]> => {
  const { trainer } = tinyTraining({ dropout: 0.1, steps: 50 });
  return lossesOf(await trainer.fit({ steps: 50 }));
};

const page: Page = {
  async trainOnBoth() {
    const wasm = await train();
    await init({ device: await webgpu() });
    return { wasm, gpu: await train() };
  },

  async runGolden({ group, names }) {
    const device = await built.init({ device: await webgpu() });
    const [book, bytes] = await Promise.all([
      fetch(`/files/${group}.json`).then((response) => response.json()),
      fetch(`/files/${group}.safetensors`).then((response) => response.arrayBuffer()),
    ]);
    const { tensors } = readSafetensors(new Uint8Array(bytes));
    const results = [];
    for (const record of book.cases) {
      if (!names.includes(record.name)) continue;
      const { name, status, reason, worst } = await runCase(
        { group, name: record.name, record, tensors },
        device,
      );
      const failure = status === "failed" ? (reason ?? JSON.stringify(worst)) : undefined;
      results.push({ name, failure });
    }
    return results;
  },
};

Object.assign(globalThis, { page });
