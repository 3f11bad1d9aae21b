import { conformanceCases } from "@qkv/core-wasm/conformance";
import { webgpu } from "../../src/index.ts";

export interface PageResults {
  readonly adapter: string;
  /** The message of each case's failure, undefined where it passed; in the order of the samples in `conformanceCases()`. */
  readonly failures: readonly (string | undefined)[];
}

/** Every sample of the conformance suite, in this page. */
async function runAll(only: readonly string[] | undefined): Promise<PageResults> {
  const backend = await webgpu();
  const failures: (string | undefined)[] = [];
  for (const { kernel, kind, run } of conformanceCases())
    if (kind === "sample" && (!only || only.includes(kernel)))
      failures.push(
        await run(backend).then(
          () => undefined,
          (error: Error) => error.message,
        ),
      );
  return { adapter: String(backend.info.adapter), failures };
}

Object.assign(globalThis, { runAll });
