import { permutedAxes } from "../../contract/index.ts";
import { writeAxes } from "../axis-table.ts";
import { PermuteKind } from "../exports.generated.ts";
import type { KernelSet } from "../kernel-set.ts";

export const permuteKernels: KernelSet<"permute"> = ({ wasm, memory }) => ({
  permute: ({ x }, { y }, shapes, { order }) => {
    if (x.length === 0) return;
    const axes = permutedAxes(shapes.x, order);
    const rows = axes.at(-1) ?? { size: 1, strides: [1, 1] };
    const columns = axes.find(({ strides }) => strides[0] === 1) ?? rows;
    const outer = axes.filter((axis) => axis !== rows && axis !== columns);
    wasm.permute(
      writeAxes(memory, outer),
      outer.length,
      x.pointer,
      y.pointer,
      columns === rows ? PermuteKind.copy : PermuteKind.transpose,
      rows.size,
      columns.size,
      rows.strides[0]!,
      columns.strides[1]!,
    );
  },
});
