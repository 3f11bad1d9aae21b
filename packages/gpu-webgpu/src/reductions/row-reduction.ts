import { defineProgram, variants } from "../commands/program.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { positions, teamReduction } from "../wgsl/workgroup-reduction.ts";
import { type Reduction, reductionFunctions, type Width } from "./reduction.ts";

/** Threads that share a part of a row. */
export type Team = 8 | 32 | 256;

/**
 * The program that reduces rows cut into parts: x [rows, parts] -> y [rows * parts], a team of threads a part. `maps`:
 * x holds elements, not results of such a pass; `lanes`: those of shuffles.
 */
export const rowReduction = (reduction: Reduction) =>
  variants((width: Width, team: Team, maps: boolean, lanes: number) => {
    const at = positions(lanes);
    return defineProgram({
      name: `${reduction.name} of rows`,
      reads: { x: width },
      writes: { y: "f32" },
      params: { columns: "u32", parts: "u32", partSize: "u32", results: "u32" },
      subgroups: lanes > 0,
      code: `${reductionFunctions(reduction, width, maps)}
${at.declared}
${teamReduction("teamTotal", (a, b) => `mergedPair(${a}, ${b})`, {
  ...{ size: flatWorkgroup, team, lanes },
  type: "vec2f",
})}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, ${at.inputs}) {
  ${at.found}
  let lane = position % ${team}u;
  for (var first = group.x * ${flatWorkgroup / team}u; first < params.results; first += groups.x * ${flatWorkgroup / team}u) {
    let result = first + position / ${team}u;
    let row = result / params.parts;
    let part = result % params.parts;
    let start = row * params.columns + part * params.partSize;
    // Past the last result there is nothing to gather.
    let end = select(start, row * params.columns + min(params.columns, (part + 1u) * params.partSize), result < params.results);
    let state = gather(start + lane, end, ${team}u);
    let value = settled(teamTotal(pairOf(state), position));
    if (lane == 0u && result < params.results) { y[result] = value; }
  }
}`,
    });
  });
