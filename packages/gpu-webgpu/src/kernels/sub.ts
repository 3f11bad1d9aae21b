import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";

const sub = binaryLaunch("sub", "a - b");

export const subKernels: KernelSet<"sub"> = (context) => ({ sub: sub(context) });
