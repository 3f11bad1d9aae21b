/** Fewer lanes than this are not worth shuffles. */
const fewestLanes = 4;

/** Lanes that shuffles may count on: a power of 2 that every subgroup has at least, or 0 to do without. */
export const shuffledLanes = (subgroupSize: number): number =>
  subgroupSize < fewestLanes ? 0 : Math.min(64, 2 ** Math.floor(Math.log2(subgroupSize)));

/** How the threads of a workgroup are numbered: pieces of the shader around and in `main`. */
export interface Positions {
  /** Declarations. */
  readonly declared: string;
  /** Parameters of `main`. */
  readonly inputs: string;
  /** First lines of `main`: after them `position` is the thread's number. */
  readonly found: string;
}

/**
 * Number the threads so that neighbours may shuffle: every aligned run of `lanes` numbers is a run of one subgroup.
 * WebGPU does not promise that local_invocation_index counts along subgroups, so each takes its numbers when it comes.
 * Which rows a subgroup works on may then change from run to run, but never what is computed from a row.
 */
export const positions = (lanes: number): Positions =>
  lanes === 0
    ? { declared: "", inputs: "@builtin(local_invocation_index) position: u32", found: "" }
    : {
        declared: "var<workgroup> numbersTaken: atomic<u32>;",
        inputs:
          "@builtin(subgroup_invocation_id) subgroupLane: u32, @builtin(subgroup_size) subgroupLanes: u32",
        // Without a barrier in the shader SwiftShader clears workgroup memory anew for each subgroup.
        found: `
  workgroupBarrier();
  var firstNumber = 0u;
  if (subgroupLane == 0u) { firstNumber = atomicAdd(&numbersTaken, subgroupLanes); }
  let position = subgroupBroadcastFirst(firstNumber) + subgroupLane;`,
      };

/** Combines to a sum. */
export const added = (a: string, b: string): string => `${a} + ${b}`;

export interface Reduction {
  /** Threads of the workgroup. */
  readonly size: number;
  /** Threads of a team, which reduces its values for itself; a power of 2. The whole workgroup unless said. */
  readonly team?: number;
  /** Lanes of the shuffles, from `shuffledLanes`; 0, workgroup memory alone, unless said. */
  readonly lanes?: number;
  readonly type?: "f32" | "u32" | "vec2f" | "vec4f";
}

/**
 * `NAME(value, position) -> type`: the reduction of one value a thread over each team of neighbouring positions (see
 * `positions`), the same in every thread of the team. All threads of the workgroup must call it. The order is fixed,
 * so the bits are the same every run; `combine` must be commutative.
 */
export function teamReduction(
  name: string,
  combine: (a: string, b: string) => string,
  { size, team = size, lanes = 0, type = "f32" }: Reduction,
): string {
  if (lanes === 0) return treeReduction(name, combine, size, team, type);
  const shuffled = Math.min(lanes, team);
  const partials = team / shuffled;
  const again = Math.min(partials, lanes);
  if (partials === 1)
    return `
fn ${name}(value: ${type}, position: u32) -> ${type} {
  var total = value;${shuffles(combine, shuffled)}
  return total;
}`;
  return `
var<workgroup> ${name}Partial: array<${type}, ${size / shuffled}>;
fn ${name}(value: ${type}, position: u32) -> ${type} {
  var total = value;${shuffles(combine, shuffled)}
  if (position % ${shuffled}u == 0u) { ${name}Partial[position / ${shuffled}u] = total; }
  workgroupBarrier();
  let first = position / ${team}u * ${partials}u + position % ${again}u;
  total = ${name}Partial[first];
  for (var i = ${again}u; i < ${partials}u; i += ${again}u) {
    let other = ${name}Partial[first + i];
    total = ${combine("total", "other")};
  }${shuffles(combine, again)}
  workgroupBarrier(); // the next call must not overwrite the partials before everybody has read them
  return total;
}`;
}

function shuffles(combine: (a: string, b: string) => string, lanes: number): string {
  let code = "";
  for (let mask = 1; mask < lanes; mask *= 2)
    code += `\n  { let other = subgroupShuffleXor(total, ${mask}u); total = ${combine("total", "other")}; }`;
  return code;
}

function treeReduction(
  name: string,
  combine: (a: string, b: string) => string,
  size: number,
  team: number,
  type: string,
): string {
  return `
var<workgroup> ${name}Partial: array<${type}, ${size}>;
fn ${name}(value: ${type}, position: u32) -> ${type} {
  ${name}Partial[position] = value;
  workgroupBarrier();
  for (var half = ${team / 2}u; half > 0u; half /= 2u) {
    if (position % ${team}u < half) {
      let a = ${name}Partial[position];
      let b = ${name}Partial[position + half];
      ${name}Partial[position] = ${combine("a", "b")};
    }
    workgroupBarrier();
  }
  let total = ${name}Partial[position - position % ${team}u];
  workgroupBarrier(); // the next call must not overwrite it before everybody has read it
  return total;
}`;
}

/**
 * `NAME(value, position) -> f32`: the reduction over a workgroup of `size` threads (a power of 2), the same in every
 * thread. With `lanes` the position must be that of `positions(lanes)`; without, any numbering does.
 */
export const workgroupReduction = (
  name: string,
  combine: (a: string, b: string) => string,
  size: number,
  lanes = 0,
): string => teamReduction(name, combine, { size, lanes });
