import { type Activation, forEachMatrix, matmulGeometry, sizeOf } from "../../contract/index.ts";
import { MatmulLayout } from "../exports.generated.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";
import type { WasmBuffer } from "../linear-memory.ts";

export const matmulKernels: KernelSet<"matmul"> = ({ wasm, memory }) => {
  // In place: each vector is read before it is written. Fusing it into the product gains nothing.
  const activate = ({ pointer, length }: WasmBuffer, activation: Activation): void => {
    if (activation === "gelu") wasm.gelu(pointer, pointer, 0, length);
    if (activation === "geluTanh") wasm.geluTanh(pointer, pointer, 0, length);
    if (activation === "relu") wasm.relu(pointer, pointer, length);
  };
  return {
    matmul: ({ a, b, bias, residual }, { c }, shapes, attrs) => {
      const { transposeA, transposeB, activation } = attrs;
      const geometry = matmulGeometry("matmul", shapes.a, shapes.b, attrs);
      if (c.length === 0) return;
      const { m, n, k } = geometry;
      const layoutB =
        b.layout === "panels"
          ? MatmulLayout.panels
          : transposeB
            ? MatmulLayout.transposed
            : MatmulLayout.rows;
      const matrices = sizeOf(geometry.batch);
      const [ofA, ofB] = [sizeOf(geometry.aBatch), sizeOf(geometry.bBatch)];
      const multiply = (
        [batch, strideA, strideB]: readonly [number, number, number],
        [fromA, fromB, fromC]: readonly [number, number, number],
      ): void =>
        wasm.matmul(
          batch,
          m,
          n,
          k,
          a.pointer + 4 * fromA,
          transposeA,
          strideA,
          b.pointer + 4 * fromB,
          layoutB,
          strideB,
          c.pointer + 4 * fromC,
          pointerOf(bias),
          residual ? residual.pointer + 4 * fromC : 0,
          memory.scratch(wasm.matmulScratchBytes(batch, m, n, k, transposeA, layoutB)),
        );
      // Broadcast on one side is a stride of 0; on both sides, matrix by matrix.
      if ((ofA === 1 || ofA === matrices) && (ofB === 1 || ofB === matrices))
        multiply([matrices, ofA === 1 ? 0 : m * k, ofB === 1 ? 0 : k * n], [0, 0, 0]);
      else
        forEachMatrix(geometry, (matrix, matrixA, matrixB) =>
          multiply([1, 0, 0], [matrixA * m * k, matrixB * k * n, matrix * m * n]),
        );
      activate(c, activation);
    },
  };
};
