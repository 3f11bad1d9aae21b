import type { Inputs, Launch } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { broadcastLaunch } from "./broadcast-program.ts";

/** Kernels that combine two float operands with broadcasting. */
type BinaryName = "add" | "div" | "maximum" | "minimum" | "mul" | "sub";

/** The launch of a kernel of two operands: `expression` combines the vec4fs `a` and `b`. */
export function binaryLaunch<Name extends BinaryName>(
  name: Name,
  expression: string,
  functions = "",
): (context: KernelContext) => Launch<Name, WebgpuBuffer> {
  const launch = broadcastLaunch({
    ...{ name, expression, functions },
    operands: { a: "f32", b: "f32" },
    result: "vec4f",
  });
  return (context) =>
    ({ a, b }: Inputs<BinaryName, WebgpuBuffer>, { c }: { readonly c: WebgpuBuffer }, shapes) =>
      launch(context, { a, b }, c, shapes);
}
