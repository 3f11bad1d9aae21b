import { broadcastLaunch } from "../elementwise/broadcast-program.ts";
import type { KernelSet } from "../kernel-context.ts";

const launchOf = (name: string, expression: string) =>
  broadcastLaunch({
    name: `integer ${name}`,
    operands: { a: "i32", b: "i32" },
    result: "vec4i",
    expression,
  });

// WGSL's integers wrap around.
const launches = {
  add: launchOf("add", "a + b"),
  sub: launchOf("sub", "a - b"),
  mul: launchOf("mul", "a * b"),
  maximum: launchOf("maximum", "max(a, b)"),
  minimum: launchOf("minimum", "min(a, b)"),
};

export const integerArithmeticKernels: KernelSet<"integerArithmetic"> = (context) => ({
  integerArithmetic: ({ a, b }, { c }, shapes, { operation }) =>
    launches[operation](context, { a, b }, c, shapes),
});
