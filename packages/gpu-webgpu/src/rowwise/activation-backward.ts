import { lastAxis, type Shape } from "@qkv/core-wasm/contract";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { unitType } from "../wgsl/vector-units.ts";
import { columnSums, partialRows, sumPartials } from "./column-sums.ts";
import { rowCode, rowLaunch, rowPrograms } from "./row-program.ts";

type Buffers = Readonly<Record<"dy" | "gate" | "dx" | "dbias", WebgpuBuffer>>;

/**
 * The launch of an activation's gradient with that of the bias before it: dx = `through`, an expression in the units
 * `dy` and `gate`, and dbias = its sum over rows.
 */
export function activationBackward(kernel: string, through: (dy: string, gate: string) => string) {
  const program = rowPrograms((form) => {
    const type = unitType(form.width);
    const row = rowCode(form);
    const sums = columnSums(form, ["dbias"]);
    return {
      name: kernel,
      reads: { dy: type, gate: type },
      writes: { dx: type, ...sums.writes } as Record<"dx" | "partials", typeof type>,
      params: {},
      declared: sums.declared,
      before: sums.before,
      body: `
    ${row.load("dy", "gate")}
    if (stored) {
      ${row.each(
        ["dy", "gate"],
        (value) => `
        let d = ${through(value("dy"), value("gate"))};
        dx[base + unit] = d;
        ${sums.add("dbias", value, "d")}`,
      )}
    }`,
      after: sums.after,
    };
  });
  return (context: KernelContext, { dy, gate, dx, dbias }: Buffers, shape: Shape): void => {
    if (dy.length === 0) {
      clearUncovered(context, dbias, 0);
      return;
    }
    const columns = lastAxis(kernel, "dy", shape);
    const launch = rowLaunch(dy.length / columns, columns, 0);
    const grid = partialRows(launch);
    const partials = context.temporary(grid * columns);
    context.run(program(launch.form), { dy, gate, dx, partials }, launch.params, grid);
    sumPartials(context, partials, grid, columns, [dbias]);
  };
}
