import type { KernelTable } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { scaleKernels } from "./scale.ts";

/** Every kernel of the contract; one that is missing does not compile. */
export const kernelTable = (context: KernelContext): KernelTable<WebgpuBuffer> =>
  ({
    ...scaleKernels(context),
  }) as unknown as KernelTable<WebgpuBuffer>;
