import { type Backend, formatShape, ShapeError } from "../contract/index.ts";
import { PANEL_COLUMNS } from "./exports.generated.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/**
 * A matrix as panels of 8 columns, [ceil(n / 8)][k][8] with zeros past the last column: matmul reads them from
 * beginning to end, whatever its number of rows, and packs nothing.
 */
export const prepackPanels =
  ({ wasm, memory }: KernelContext): NonNullable<Backend<WasmBuffer>["prepack"]> =>
  (b, shape, transposeB) => {
    const [rows = 0, columns = 0] = shape;
    if (shape.length !== 2 || rows === 0 || columns === 0)
      throw new ShapeError(`prepack: b is ${formatShape(shape)}, expected a matrix with elements`);
    const [n, k] = transposeB ? [rows, columns] : [columns, rows];
    const panels = memory.allocate(
      PANEL_COLUMNS * Math.ceil(n / PANEL_COLUMNS) * k,
      "float32",
      "panels",
    );
    wasm.prepack(n, k, b.pointer, transposeB, panels.pointer);
    return panels;
  };
