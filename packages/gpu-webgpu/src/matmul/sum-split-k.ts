import { defineProgram, type Program, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import {
  type Epilogue,
  type EpilogueKey,
  epilogueCode,
  epilogueKey,
  epilogueOf,
  epilogueReads,
} from "./epilogue.ts";

/** The parts of a product whose depth was split, added in their order and finished. */
const program = variants(
  (vector: boolean, ...key: EpilogueKey): Program<string, "c", "count" | "splits" | "columns"> => {
    const type = vector ? "vec4f" : "f32";
    const epilogue = epilogueOf(...key);
    return defineProgram({
      name: "matmul sum of splits",
      reads: { parts: type, ...epilogueReads(epilogue, type) },
      writes: { c: type },
      params: { count: "u32", splits: "u32", columns: "u32" },
      code:
        `${epilogueCode(epilogue, type)}` +
        eachElement(
          { count: "count" },
          `var sum = parts[i];
    for (var split = 1u; split < params.splits; split++) { sum += parts[split * params.count + i]; }
    c[i] = finish(sum, i, i % params.columns);`,
        ),
    });
  },
);

/** `buffers`: parts [splits, ..., n], c [..., n], and what the epilogue reads. */
export function sumSplitK(
  { run }: KernelContext,
  buffers: Readonly<Record<string, WebgpuBuffer>> & { readonly c: WebgpuBuffer },
  epilogue: Epilogue,
  { splits, n }: { readonly splits: number; readonly n: number },
): void {
  const vector = n % 4 === 0;
  const width = vector ? 4 : 1;
  const count = buffers.c.length / width;
  run(
    program(vector, ...epilogueKey(epilogue)),
    buffers,
    { count, splits, columns: n / width },
    flatGrid(count),
  );
}
