import { defineProgram, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { type UnitWidth, unitWidth, wordType } from "../wgsl/vector-units.ts";

const writeRows = variants((width: UnitWidth) =>
  defineProgram({
    name: `writeRows ${width}`,
    reads: { rows: wordType(width) },
    writes: { goal: wordType(width) },
    params: {
      ...{ units: "u32", count: "u32", width: "u32" },
      ...{ goalOffset: "u32", goalBatch: "u32", goalRow: "u32" },
      ...{ sourceOffset: "u32", sourceBatch: "u32", sourceRow: "u32" },
    },
    code: eachElement(
      { count: "units" },
      `let column = i % params.width;
    let row = i / params.width % params.count;
    let batch = i / params.width / params.count;
    goal[params.goalOffset + batch * params.goalBatch + row * params.goalRow + column] =
      rows[params.sourceOffset + batch * params.sourceBatch + row * params.sourceRow + column];`,
    ),
  }),
);

export const writeRowsKernels: KernelSet<"writeRows"> = ({ run }) => ({
  writeRows: ({ target, rows }, _, __, attrs) => {
    const { batch, count } = attrs;
    const unit = unitWidth(
      ...[attrs.width, attrs.targetOffset, attrs.targetBatch, attrs.targetRow],
      ...[attrs.sourceOffset, attrs.sourceBatch, attrs.sourceRow],
    );
    const width = attrs.width / unit;
    const units = batch * count * width;
    run(
      writeRows(unit),
      { rows, goal: target },
      {
        ...{ units, count, width },
        goalOffset: attrs.targetOffset / unit,
        goalBatch: attrs.targetBatch / unit,
        goalRow: attrs.targetRow / unit,
        sourceOffset: attrs.sourceOffset / unit,
        sourceBatch: attrs.sourceBatch / unit,
        sourceRow: attrs.sourceRow / unit,
      },
      flatGrid(units),
    );
  },
});
