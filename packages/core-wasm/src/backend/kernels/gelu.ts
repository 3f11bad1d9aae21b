import { launchActivationBackward } from "../activation-backward.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const geluKernels: KernelSet<"gelu" | "geluBackward"> = (context) => ({
  gelu: ({ x }, { y, slope }, _shapes, { approximate }) => {
    const { wasm } = context;
    const launch = approximate === "tanh" ? wasm.geluTanh : wasm.gelu;
    launch(x.pointer, y.pointer, pointerOf(slope), x.length);
  },
  geluBackward: ({ dy, slope }, { dx, dbias }, shapes) =>
    launchActivationBackward("geluBackward", context, slope, { dy, dx, dbias }, shapes.dy),
});
