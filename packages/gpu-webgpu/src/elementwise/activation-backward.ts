import { lastAxis, type Shape } from "@qkv/core-wasm/contract";
import { variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { clearUncovered } from "../wgsl/clear.ts";
import { columnSums, partialRows, sumPartials } from "../wgsl/column-sums.ts";
import { rowCode, rowForm, rowProgram } from "../wgsl/row-program.ts";
import { type UnitWidth, unitType } from "../wgsl/unit-math.ts";

type Buffers = Readonly<Record<"dy" | "gate" | "dx" | "dbias", WebgpuBuffer>>;

/**
 * The launch of an activation's gradient with that of the bias before it: dx = `through`, an expression in the units
 * `dy` and `gate`, and dbias = its sum over rows.
 */
export function activationBackward(kernel: string, through: (dy: string, gate: string) => string) {
  const program = variants((width: UnitWidth, team: number, held: number) => {
    const form = { width, team, held, lanes: 0 };
    const row = rowCode(form);
    const type = unitType(width);
    const sums = columnSums(form, ["dbias"]);
    return rowProgram(form, {
      name: `${kernel} ${width}x${held}x${team}`,
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
    });
  });
  return (context: KernelContext, { dy, gate, dx, dbias }: Buffers, shape: Shape): void => {
    if (dy.length === 0) {
      clearUncovered(context, dbias, 0);
      return;
    }
    const columns = lastAxis(kernel, "dy", shape);
    const form = rowForm(columns, 0);
    const [width, team, held] = form;
    const rows = dy.length / columns;
    const grid = partialRows(rows, form);
    const partials = context.temporary(grid * columns);
    context.run(
      program(width, team, held),
      { dy, gate, dx, partials },
      { rows, units: columns / width },
      grid,
    );
    sumPartials(context, partials, grid, columns, [dbias]);
  };
}
