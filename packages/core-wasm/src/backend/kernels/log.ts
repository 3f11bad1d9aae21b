import type { KernelSet } from "../kernel-set.ts";
import { launchUnary } from "../unary-launch.ts";

export const logKernels: KernelSet<"log"> = (context) => ({
  log: launchUnary("log", context),
});
