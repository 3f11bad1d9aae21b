import { lastAxis, type Shape } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { columnSums } from "./column-sums.ts";
import { rowPrograms } from "./row-program.ts";
import { runRowsAndSums } from "./run-rows.ts";

type Buffers = Readonly<Record<"dy" | "gate" | "dx" | "dbias", WebgpuBuffer>>;

/**
 * The launch of an activation's gradient with that of the bias before it: dx = `through`, an expression in the units
 * `dy` and `gate`, and dbias = its sum over rows.
 */
export function activationBackward(kernel: string, through: (dy: string, gate: string) => string) {
  const program = rowPrograms(({ form, type, row }) => {
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
  return (context: KernelContext, { dbias, ...buffers }: Buffers, shape: Shape): void => {
    const columns = lastAxis(kernel, "dy", shape);
    const withoutShuffles = { ...context, subgroupSize: 0 }; // nothing is reduced within a row
    runRowsAndSums(withoutShuffles, program, buffers, {}, [dbias], buffers.dy.length, columns);
  };
}
