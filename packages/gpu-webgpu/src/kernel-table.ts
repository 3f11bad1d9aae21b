import { type KernelTable, mergeLaunches, singleLaunches } from "@qkv/core-wasm/contract";
import * as jointSets from "./joint-kernels.ts";
import type { KernelContext } from "./kernel-context.ts";
import * as sets from "./kernels/index.ts";
import type { WebgpuBuffer } from "./memory/gpu-buffer.ts";

/** Kernels that take many sets of operands at once. */
export const jointKernels = (context: KernelContext) => mergeLaunches(jointSets, context);

/** Every kernel of the contract; one that is missing does not compile. */
export const kernelTable = (context: KernelContext): KernelTable<WebgpuBuffer> => ({
  ...singleLaunches(jointKernels(context)),
  ...mergeLaunches(sets, context),
});
