import { defineProgram, type ElementType, type Program, variants } from "../commands/program.ts";
import { eachElement, flatWorkgroup } from "../wgsl/each-element.ts";
import { sortable } from "../wgsl/sortable.ts";
import { positions, teamReduction } from "../wgsl/workgroup-reduction.ts";
import type { Team } from "./row-reduction.ts";

/**
 * The program that finds the first of the largest of each row part: x [rows, parts], a team of threads a part. `from`
 * "keys": x holds the largest of parts, as `sortable` makes them, and `indices` where they stood. `to` "keys": the
 * results are such too.
 */
export const argmaxOfRows = variants(
  (from: "values" | "keys", to: "y" | "keys", team: Team, lanes: number): Program => {
    const at = positions(lanes);
    const form = { size: flatWorkgroup, team, lanes, type: "u32" } as const;
    const reads: Record<string, ElementType> = { x: "u32" };
    if (from === "keys") reads.indices = "u32";
    const writes: Record<string, ElementType> =
      to === "y" ? { y: "i32" } : { keys: "u32", places: "u32" };
    const key = (index: string) => (from === "values" ? `sortable(x[${index}])` : `x[${index}]`);
    const place = from === "values" ? "nearest - row * params.columns" : "indices[nearest]";
    const store =
      to === "y" ? `y[result] = i32(${place});` : `keys[result] = most; places[result] = ${place};`;
    return defineProgram({
      name: `argmax of rows, ${from} to ${to}`,
      reads,
      writes,
      params: { columns: "u32", parts: "u32", partSize: "u32", results: "u32" },
      subgroups: lanes > 0,
      code: `${sortable}
${at.declared}
${teamReduction("teamMost", (a, b) => `max(${a}, ${b})`, form)}
${teamReduction("teamFirst", (a, b) => `min(${a}, ${b})`, form)}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, ${at.inputs}) {
  ${at.found}
  for (var first = group.x * ${flatWorkgroup / team}u; first < params.results; first += groups.x * ${flatWorkgroup / team}u) {
    let result = first + position / ${team}u;
    let row = result / params.parts;
    let start = row * params.columns + result % params.parts * params.partSize;
    // Past the last result there is nothing to look at.
    let end = select(start, min((row + 1u) * params.columns, start + params.partSize), result < params.results);
    var best = 0u;
    var found = 0xffffffffu;
    var i = start + position % ${team}u;
    for (; i + ${3 * team}u < end; i += ${4 * team}u) {
      let a = ${key("i")};
      let b = ${key(`i + ${team}u`)};
      let c = ${key(`i + ${2 * team}u`)};
      let d = ${key(`i + ${3 * team}u`)};
      if (a > best) { best = a; found = i; }
      if (b > best) { best = b; found = i + ${team}u; }
      if (c > best) { best = c; found = i + ${2 * team}u; }
      if (d > best) { best = d; found = i + ${3 * team}u; }
    }
    for (; i < end; i += ${team}u) {
      let a = ${key("i")};
      if (a > best) { best = a; found = i; }
    }
    let most = teamMost(best, position);
    let nearest = teamFirst(select(0xffffffffu, found, best == most), position);
    if (position % ${team}u == 0u && result < params.results) { ${store} }
  }
}`,
    });
  },
);

/** x [outer, count, inner] -> y [outer, inner]: a thread a result. */
export const argmaxOfColumns = defineProgram({
  name: "argmax of columns",
  reads: { x: "u32" },
  writes: { y: "i32" },
  params: { count: "u32", inner: "u32", results: "u32" },
  code:
    sortable +
    eachElement(
      { count: "results", index: "result" },
      `let start = result / params.inner * params.count * params.inner + result % params.inner;
    var best = 0u;
    var found = 0u;
    for (var i = 0u; i < params.count; i++) {
      let key = sortable(x[start + i * params.inner]);
      if (key > best) { best = key; found = i; }
    }
    y[result] = i32(found);`,
    ),
});
