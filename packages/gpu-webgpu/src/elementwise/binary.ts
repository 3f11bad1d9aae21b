import type { Launch } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { broadcastLaunch } from "./broadcast-program.ts";

/** The launch of a kernel of two float operands: `expression` combines the vec4fs `a` and `b`. */
export function binaryLaunch(
  name: string,
  expression: string,
  functions = "",
): (context: KernelContext) => Launch<"add", WebgpuBuffer> {
  const launch = broadcastLaunch({
    ...{ name, expression, functions },
    operands: { a: "f32", b: "f32" },
    result: "vec4f",
  });
  return (context) =>
    ({ a, b }, { c }, shapes) =>
      launch(context, { a, b }, c, shapes);
}
