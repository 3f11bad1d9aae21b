import { type KernelTable, mergeLaunches, singleLaunches } from "../contract/index.ts";
import * as jointSets from "./joint-kernels.ts";
import type { KernelContext } from "./kernel-set.ts";
import * as sets from "./kernels/index.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** Kernels that take many sets of operands at once. */
export const jointKernels = (context: KernelContext) => mergeLaunches(jointSets, context);

/** Every kernel of the contract on WASM; a missing one does not compile. */
export const wasmKernels = (context: KernelContext): KernelTable<WasmBuffer> => ({
  ...singleLaunches(jointKernels(context)),
  ...mergeLaunches(sets, context),
});
