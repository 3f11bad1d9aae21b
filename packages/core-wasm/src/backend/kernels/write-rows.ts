import type { KernelSet } from "../kernel-set.ts";

export const writeRowsKernels: KernelSet<"writeRows"> = ({ wasm }) => ({
  writeRows: ({ target, rows }, _, __, attrs) => {
    for (let b = 0; b < attrs.batch; b++)
      wasm.writeRows(
        target.pointer + 4 * (attrs.targetOffset + b * attrs.targetBatch),
        rows.pointer + 4 * (attrs.sourceOffset + b * attrs.sourceBatch),
        attrs.count,
        attrs.width,
        attrs.targetRow,
        attrs.sourceRow,
      );
  },
});
