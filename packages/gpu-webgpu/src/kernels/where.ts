import { broadcastLaunch } from "../elementwise/broadcast-program.ts";
import type { KernelSet } from "../kernel-context.ts";

// The elements are moved as bits, whatever their type.
const where = broadcastLaunch({
  name: "where",
  operands: { condition: "i32", a: "u32", b: "u32" },
  result: "vec4u",
  expression: "select(b, a, condition != vec4i())",
});

export const whereKernels: KernelSet<"where"> = (context) => ({
  where: ({ condition, a, b }, { c }, shapes) => where(context, { condition, a, b }, c, shapes),
});
