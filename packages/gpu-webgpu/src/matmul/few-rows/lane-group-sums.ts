import { unroll } from "../../wgsl/unroll.ts";

/** Threads of a workgroup whose threads form groups that add up a few sums each. */
export const laneGroupThreads = 128;

export interface LaneGroups {
  /** Sums of each group. */
  readonly values: number;
  /** Threads of a group; a power of 2. */
  readonly lanes: number;
  /** Threads that add by subgroup shuffles, a power of 2 no larger than a group or a subgroup; 1: none. */
  readonly cluster: number;
}

/** The largest cluster that a device's subgroups and the groups allow; 1 without subgroups. */
export const clusterOf = (subgroupSize: number, lanes: number): number =>
  Math.max(1, Math.min(subgroupSize, lanes));

/**
 * WGSL that adds `values` sums over the lanes of each group, in a fixed order. `places` declares `lane` and `member`,
 * the group's number; after `reduce`, threads that `owns` have in `value` sum number `which` of group `owner`.
 */
export function laneGroupSums({ values, lanes, cluster }: LaneGroups): {
  readonly declarations: string;
  readonly builtins: string;
  readonly places: string;
  readonly reduce: (sums: readonly string[]) => string;
} {
  const parts = laneGroupThreads / cluster; // of each sum, in workgroup memory
  const groups = laneGroupThreads / lanes;
  const partsOfGroup = lanes / cluster;
  // The bits of one thread's position inside its subgroup are all that is known of it there.
  const laneInCluster = cluster > 1 ? `(subgroupLane % ${cluster}u)` : "0u";
  const shuffled = (name: string) =>
    unroll(Math.log2(cluster), (bit) => `  ${name} += subgroupShuffleXor(${name}, ${1 << bit}u);`);
  const direct = partsOfGroup === 1 && values <= cluster;
  return {
    declarations: direct ? "" : `var<workgroup> partial: array<f32, ${values * parts}>;`,
    builtins: `@builtin(local_invocation_index) thread: u32${cluster > 1 ? ", @builtin(subgroup_invocation_id) subgroupLane: u32" : ""}`,
    places: `  let lane = thread / ${cluster}u % ${partsOfGroup}u * ${cluster}u + ${laneInCluster};
  let member = thread / ${lanes}u;`,
    reduce: (sums) => {
      const totals = sums.map((sum, v) => `  var total${v} = ${sum};\n${shuffled(`total${v}`)}`);
      if (direct)
        return `${totals.join("\n")}
  var value = total0;
${unroll(values, (v) => (v === 0 ? "" : `  if (lane == ${v}u) { value = total${v}; }`))}
  let which = lane;
  let owner = member;
  let owns = lane < ${values}u;`;
      return `${totals.join("\n")}
  if (${laneInCluster} == 0u) {
${unroll(values, (v) => `    partial[${v * parts}u + thread / ${cluster}u] = total${v};`)}
  }
  workgroupBarrier();
${cluster === 1 ? tree(values, lanes) : ""}
  let which = thread % ${values}u;
  let owner = thread / ${values}u;
  let owns = owner < ${groups}u;
  var value = 0.0;
  if (owns) {
    for (var part = 0u; part < ${cluster === 1 ? 1 : partsOfGroup}u; part++) {
      value += partial[which * ${parts}u + owner * ${partsOfGroup}u + part];
    }
  }`;
    },
  };
}

const tree = (
  values: number,
  lanes: number,
): string => `  for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
    if (lane < half) {
${unroll(values, (v) => `      partial[${v * laneGroupThreads}u + thread] += partial[${v * laneGroupThreads}u + thread + half];`)}
    }
    workgroupBarrier();
  }`;
