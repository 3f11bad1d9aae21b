import type { AttrsOf } from "@qkv/core-wasm/contract";
import { broadcastLaunch, elementOf } from "../elementwise/broadcast-program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

type Comparison = AttrsOf<"compare">["comparison"];

const operators = { gt: ">", ge: ">=", eq: "==", ne: "!=" } as const;

/** WGSL lets compilers assume that there is no NaN: whether the operands can be compared is asked for by their bits. */
const unordered = `${nonFinite}
fn unordered(a: vec4f, b: vec4f) -> vec4<bool> {
  return vec4<bool>(
    isNan(a.x) || isNan(b.x), isNan(a.y) || isNan(b.y), isNan(a.z) || isNan(b.z), isNan(a.w) || isNan(b.w));
}`;

const launchOf = (comparison: Comparison, type: "f32" | "i32") => {
  const plain = `a ${operators[comparison]} b`;
  const holds =
    comparison === "ne" ? `(${plain}) | unordered(a, b)` : `(${plain}) & !unordered(a, b)`;
  return broadcastLaunch({
    name: `compare ${comparison}`,
    operands: { a: type, b: type },
    result: "vec4i",
    functions: type === "f32" ? unordered : "",
    expression: `vec4i(${type === "f32" ? holds : plain})`,
  });
};

const launchesOf = (comparison: Comparison) => ({
  f32: launchOf(comparison, "f32"),
  i32: launchOf(comparison, "i32"),
});

const launches = {
  ...{ gt: launchesOf("gt"), ge: launchesOf("ge") },
  ...{ eq: launchesOf("eq"), ne: launchesOf("ne") },
};

export const compareKernels: KernelSet<"compare"> = (context) => ({
  compare: ({ a, b }, { c }, shapes, { comparison }) =>
    launches[comparison][elementOf(a.dtype)](context, { a, b }, c, shapes),
});
