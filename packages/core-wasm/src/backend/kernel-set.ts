import type { InPlaceKernelName, KernelName, Launch, LaunchAll } from "../contract/index.ts";
import type { KernelExports, KernelParameters } from "./exports.generated.ts";
import type { LinearMemory, WasmBuffer } from "./linear-memory.ts";

/** What a launch works with: the compiled functions, and scratch memory. */
export interface KernelContext {
  readonly wasm: KernelExports;
  readonly memory: LinearMemory;
}

/** The launches of one contract file, over WASM buffers. */
export type KernelSet<K extends KernelName> = (context: KernelContext) => {
  readonly [N in K]: Launch<N, WasmBuffer>;
};

/** The same for kernels that take any number of sets of operands at once. */
export type JointKernelSet<K extends InPlaceKernelName> = (context: KernelContext) => {
  readonly [N in K]: LaunchAll<N, WasmBuffer>;
};

type OwnFunction = KernelName & keyof KernelExports;

/** Kernels whose function in the assembly has their name, and these parameters. */
export type KernelTaking<Parameter extends string> = {
  [K in OwnFunction]: keyof KernelParameters[K] extends Parameter ? K : never;
}[OwnFunction];

/** Address of an operand, 0 when it is absent: the kernels' word for "none". */
export const pointerOf = (buffer: WasmBuffer | undefined): number => buffer?.pointer ?? 0;
