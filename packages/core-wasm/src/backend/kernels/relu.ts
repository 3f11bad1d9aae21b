import { launchActivationBackward } from "../activation-backward.ts";
import type { KernelSet } from "../kernel-set.ts";

export const reluKernels: KernelSet<"relu" | "reluBackward"> = (context) => ({
  relu: ({ x }, { y }) => context.wasm.relu(x.pointer, y.pointer, x.length),
  reluBackward: ({ dy, y }, { dx, dbias }, shapes) => {
    if (dbias) launchActivationBackward("reluBackward", context, y, { dy, dx, dbias }, shapes.dy);
    else context.wasm.reluBackward(dy.pointer, y.pointer, dx.pointer, y.length);
  },
});
