import { defineProgram, type ElementType, variants } from "../commands/program.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";
import { type AttentionForm, attentionReads, reader, startsAt } from "./operands.ts";
import { attentionParams } from "./params.ts";

/**
 * What the gradients need of each query, beside the operands: (max, 1 / sum, D, 0) with D = sum(dO o), which is the mean
 * of dP under P. Eight threads a query.
 */
export const queryStatistics = variants((wide: boolean) => {
  const form: AttentionForm = { wide, mask: false, dropout: false };
  return defineProgram({
    name: "attentionBackward rows",
    reads: attentionReads(form, ["o", "dO"], { stats: "vec2f" }),
    writes: { rows: "vec4f" as ElementType },
    params: { ...attentionParams, count: "u32" },
    code: `
${reader("o", form)}${reader("dO", form)}${startsAt("o")}
var<workgroup> sums: array<f32, 64>;
${workgroupMain(64, "lane")} {
  for (var first = 8u * group.x; first < params.count; first += 8u * groups.x) {
    let row = first + lane / 8u;
    var sum = 0f;
    if (row < params.count) {
      let index = row / params.queries;
      let at = oAt(index / params.heads, index % params.heads) + row % params.queries * params.oRow;
      for (var c = lane % 8u; c < params.head4; c += 8u) { sum += dot(read_o(at, c), read_dO(at, c)); }
    }
    sums[lane] = sum;
    workgroupBarrier();
    if (lane % 8u == 0u && row < params.count) {
      for (var i = 1u; i < 8u; i++) { sum += sums[lane + i]; }
      rows[row] = vec4f(stats[row], sum, 0f);
    }
    workgroupBarrier();
  }
}`,
  });
});
