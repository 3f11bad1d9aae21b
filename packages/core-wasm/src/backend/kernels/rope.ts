import { ropeGeometry } from "../../contract/kernels/rope.ts";
import { expectIndices } from "../index-range.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const ropeKernels: KernelSet<"rope"> = (context) => ({
  rope: ({ x, cos, sin, positions }, { y }, shapes, attrs) => {
    const geometry = ropeGeometry(shapes, attrs);
    if (positions) expectIndices(context, "rope", positions, geometry.table);
    if (x.length === 0) return;
    context.wasm.rope(
      x.pointer,
      cos.pointer,
      sin.pointer,
      pointerOf(positions),
      y.pointer,
      geometry.positionRows,
      geometry.sequences,
      geometry.tokens,
      geometry.headSize,
      geometry.pairs,
      attrs.interleaved,
      attrs.inverse,
      attrs.offset,
    );
  },
});
