import { lastAxis, type Shape } from "../contract/index.ts";
import { ActivationGate } from "./exports.generated.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** dx and its sum over rows, dbias, in one pass; `gate` is the slope, or y. */
export function launchActivationBackward(
  kernel: "geluBackward" | "reluBackward",
  { wasm, memory }: KernelContext,
  gate: WasmBuffer,
  { dy, dx, dbias }: Readonly<Record<"dy" | "dx" | "dbias", WasmBuffer>>,
  shape: Shape,
): void {
  const columns = lastAxis(kernel, "dy", shape);
  const rows = columns > 0 ? dy.length / columns : 0;
  wasm.activationBackward(
    kernel === "geluBackward" ? ActivationGate.slope : ActivationGate.sign,
    dy.pointer,
    gate.pointer,
    dx.pointer,
    dbias.pointer,
    rows,
    columns,
    memory.scratch(wasm.activationBackwardScratchBytes(rows, columns)),
  );
}
