import { defineProgram, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { type UnitWidth, unitType } from "../wgsl/vector-units.ts";

const columnsAtOnce = 8;
const size = 256;

const sumRows = variants((width: UnitWidth, sums: number) =>
  defineProgram({
    name: `sumRows ${width}x${sums}`,
    reads: { partials: unitType(width) },
    writes: (sums === 1
      ? { first: unitType(width) }
      : { first: unitType(width), second: unitType(width) }) as Record<
      "first" | "second",
      "f32" | "vec4f"
    >,
    params: { rows: "u32", units: "u32" },
    code: `
var<workgroup> parts: array<${unitType(width)}, ${size}>;
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  let unit = group.x * ${columnsAtOnce}u + index % ${columnsAtOnce}u;
  var sum = ${unitType(width)}();
  if (unit < params.units) {
    for (var row = index / ${columnsAtOnce}u; row < params.rows; row += ${size / columnsAtOnce}u) {
      sum += partials[(row * ${sums}u + group.y) * params.units + unit];
    }
  }
  parts[index] = sum;
  workgroupBarrier();
  for (var half = ${size / 2}u; half >= ${columnsAtOnce}u; half /= 2u) {
    if (index < half) { parts[index] += parts[index + half]; }
    workgroupBarrier();
  }
  if (index < ${columnsAtOnce}u && unit < params.units) {
    ${sums === 1 ? "first[unit] = parts[index];" : "if (group.y == 0u) { first[unit] = parts[index]; } else { second[unit] = parts[index]; }"}
  }
}`,
  }),
);

/** Add up the partial sums that the workgroups left into one or two `sums`, in the order of `columnSums`' names. */
export function sumPartials(
  { run }: KernelContext,
  partials: WebgpuBuffer,
  rows: number,
  columns: number,
  sums: readonly WebgpuBuffer[],
): void {
  const [first, second = first] = sums;
  if (!first || !second) return;
  const width = columns % 4 === 0 ? 4 : 1;
  const units = columns / width;
  const groups = Math.ceil(units / columnsAtOnce);
  run(sumRows(width, sums.length), { partials, first, second }, { rows, units }, [
    groups,
    sums.length,
  ]);
}
