import { conformanceCases } from "@qkv/core-wasm/conformance";
import { webgpu } from "../../src/index.ts";

export interface Page {
  /** The message with which a sample of the conformance suite fails in this page, by its number; undefined where it passes. */
  failureOf(number: number): Promise<string | undefined>;
}

const samples = conformanceCases().filter(({ kind }) => kind === "sample");
let backend: ReturnType<typeof webgpu> | undefined;

const page: Page = {
  async failureOf(number) {
    backend ??= webgpu();
    return samples[number]!.run(await backend).then(
      () => undefined,
      (error: Error) => error.message,
    );
  },
};

Object.assign(globalThis, { page });
