import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";

const add = binaryLaunch("add", "a + b");

export const addKernels: KernelSet<"add"> = (context) => ({ add: add(context) });
