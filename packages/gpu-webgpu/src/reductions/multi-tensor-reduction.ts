import { defineProgram, type ElementType, type ParamType, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { positions, shuffledLanes, teamReduction } from "../wgsl/workgroup-reduction.ts";
import { type Reduction, reductionFunctions } from "./reduction.ts";

/** Vectors of four that a workgroup takes at least, and workgroups that a tensor is cut for at most. */
const leastPart = 2048;
const mostParts = 512;
/** Tensors of the first program, whose count and end are uniforms, and of the second one, which needs the ends. */
const mostTensors = 28;
const mostEnds = 48;
/** Threads that reduce the parts of one tensor. */
const team = 32;

const vectorsIn = (length: number): number => Math.ceil(length / 4);
const partsOf = (length: number): number => {
  const vectors = vectorsIn(length);
  return Math.ceil(vectors / Math.max(leastPart, Math.ceil(vectors / mostParts)));
};
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const uniforms = (names: readonly string[]): Record<string, ParamType> =>
  Object.fromEntries(names.map((name) => [name, "u32"]));

const pairs = (lanes: number, size: number): string =>
  teamReduction("teamTotal", (a, b) => `mergedPair(${a}, ${b})`, {
    ...{ size: flatWorkgroup, team: size, lanes },
    type: "vec2f",
  });

/**
 * total = total combined with the reduction of each tensor, in their order: many tensors a dispatch into a number for
 * each part of each, then those of a tensor into one. How a tensor is cut follows from its length alone, so that its
 * number is the same among any others.
 */
export function multiTensorReduction(reduction: Reduction) {
  const parts = partsProgram(reduction);
  const totals = totalsProgram(reduction);
  return (context: KernelContext, tensors: readonly WebgpuBuffer[], total: WebgpuBuffer): void => {
    const lanes = shuffledLanes(context.subgroupSize);
    const ends: number[] = [];
    for (const { length } of tensors) ends.push((ends.at(-1) ?? 0) + partsOf(length));
    const all = ends.at(-1) ?? 0;
    const reduce = (target: WebgpuBuffer, first: number, count: number, adds: boolean): void => {
      const start = ends[first - 1] ?? 0;
      const buffers: Record<string, WebgpuBuffer> = { y: target };
      const params: Record<string, number> = { start };
      for (let i = 0; i < count; i++) {
        buffers[`x${i}`] = tensors[first + i]!;
        params[`count${i}`] = tensors[first + i]!.length;
        params[`end${i}`] = ends[first + i]! - start;
      }
      const blocks = params[`end${count - 1}`]!;
      context.run(parts(count, adds, lanes), buffers, params, Math.min(blocks, 65535));
    };
    if (tensors.length === 1 && all === 1) {
      reduce(total, 0, 1, true);
      return;
    }
    const partials = context.temporary(all);
    const most = Math.min(mostTensors, context.limits.maxStorageBuffersPerShaderStage - 1);
    for (let first = 0; first < tensors.length; first += most)
      reduce(partials, first, Math.min(most, tensors.length - first), false);
    for (let first = 0; first < tensors.length; first += mostEnds) {
      const count = Math.min(mostEnds, tensors.length - first);
      const params: Record<string, number> = { start: ends[first - 1] ?? 0, tensors: count };
      for (let i = 0; i < mostEnds; i++) params[`end${i}`] = ends[first + i] ?? 0;
      context.run(totals(lanes), { x: partials, y: total }, params, 1);
    }
  };
}

/** A workgroup a part, of the tensors x0, x1 ... -> y [parts of all]; `adds`: of the only part, into y's own value. */
const partsProgram = (reduction: Reduction) =>
  variants((count: number, adds: boolean, lanes: number) => {
    const at = positions(lanes);
    const tensors = numbers(count);
    const arrays = tensors.map((i) => `x${i}`);
    const partOf = (i: number) => `
fn partOf${i}(part: u32, lane: u32) -> State {
  let whole = params.count${i} / 4u;
  let rest = params.count${i} % 4u;
  let size = max(${leastPart}u, ((params.count${i} + 3u) / 4u + ${mostParts - 1}u) / ${mostParts}u);
  let start = part * size;
  var state = gather_x${i}(start + lane, min(whole, start + size), ${flatWorkgroup}u);
  // The vector that is not full, whose end is anybody's memory.
  if (lane == 0u && rest > 0u && start <= whole && whole < start + size) {
    state = merged(state, stateOf(select(vec4f(), x${i}[whole], vec4u(0u, 1u, 2u, 3u) < vec4u(rest))));
  }
  return state;
}`;
    const found = tensors.map(
      (i) =>
        `if (block < params.end${i}) { state = partOf${i}(block${i === 0 ? "" : ` - params.end${i - 1}`}, position); }`,
    );
    return defineProgram({
      name: `${reduction.name} in parts`,
      reads: Object.fromEntries(arrays.map((x) => [x, "vec4f"])) as Record<string, ElementType>,
      writes: { y: "f32" },
      params: uniforms(["start", ...tensors.flatMap((i) => [`count${i}`, `end${i}`])]),
      subgroups: lanes > 0,
      code: `${reductionFunctions(reduction, "vec4f", reduction.mapped !== undefined, arrays)}
${tensors.map(partOf).join("")}
${at.declared}
${pairs(lanes, flatWorkgroup)}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, ${at.inputs}) {
  ${at.found}
  for (var block = group.x; block < params.end${count - 1}; block += groups.x) {
    var state = State(vec4f(${reduction.identity}), vec4f());
    ${found.join(" else ")}
    let value = settled(teamTotal(pairOf(state), position));
    if (position == 0u) { ${adds ? "y[0] = combined(y[0], value);" : "y[params.start + block] = value;"} }
  }
}`,
    });
  });

/** One workgroup, a team a tensor at a time: x [parts] -> a number a tensor -> y [], in the order of the tensors. */
const totalsProgram = (reduction: Reduction) =>
  variants((lanes: number) => {
    const at = positions(lanes);
    return defineProgram({
      name: `${reduction.name} of the parts`,
      reads: { x: "f32" },
      writes: { y: "f32" },
      params: uniforms(["start", "tensors", ...numbers(mostEnds).map((i) => `end${i}`)]),
      subgroups: lanes > 0,
      code: `${reductionFunctions(reduction, "f32", false)}
${at.declared}
${pairs(lanes, team)}
fn endOf(tensor: u32) -> u32 {
  switch tensor {
    ${numbers(mostEnds)
      .map((i) => `case ${i}u: { return params.end${i}; }`)
      .join("\n    ")}
    default: { return params.start; }
  }
}
var<workgroup> values: array<f32, ${mostEnds}>;
@compute @workgroup_size(${flatWorkgroup})
fn main(${at.inputs}) {
  ${at.found}
  let lane = position % ${team}u;
  for (var first = 0u; first < params.tensors; first += ${flatWorkgroup / team}u) {
    let tensor = first + position / ${team}u;
    let start = endOf(tensor - 1u); // of the first, whose number before is no case: params.start
    let state = gather(start + lane, select(start, endOf(tensor), tensor < params.tensors), ${team}u);
    let value = settled(teamTotal(pairOf(state), position));
    if (lane == 0u && tensor < params.tensors) { values[tensor] = value; }
  }
  workgroupBarrier();
  if (position == 0u) {
    var total = y[0];
    for (var tensor = 0u; tensor < params.tensors; tensor++) { total = combined(total, values[tensor]); }
    y[0] = total;
  }
}`,
    });
  });
