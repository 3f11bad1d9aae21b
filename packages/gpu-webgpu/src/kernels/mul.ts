import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";

const mul = binaryLaunch("mul", "a * b");

export const mulKernels: KernelSet<"mul"> = (context) => ({ mul: mul(context) });
