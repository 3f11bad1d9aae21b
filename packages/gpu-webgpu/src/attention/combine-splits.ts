import { defineProgram, variants } from "../commands/program.ts";
import { type AttentionForm, attentionFunctions, elementOf, startsAt, writer } from "./operands.ts";
import { attentionParams } from "./params.ts";

/** Combines what the workgroups of `attentionFewQueries` leave of split keys. Grid: queries x heads, 1, batch. */
export const combineSplits = variants((wide: boolean) => {
  const form: AttentionForm = { wide, mask: false, dropout: false };
  return defineProgram({
    name: "attention of few queries, combined",
    reads: { parts: "vec4f" },
    writes: { o: elementOf(form), stats: "vec2f" },
    params: { ...attentionParams, splits: "u32" },
    code: `
${attentionFunctions(form)}
${writer("o", "o", form)}
${startsAt("o")}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let head = group.x / params.queries;
  let query = group.x % params.queries;
  let batch = group.z;
  let row = (batch * params.heads + head) * params.queries + query;
  let size = 1u + params.head4;
  let first = row * params.splits * size;
  var top = parts[first].x;
  for (var i = 1u; i < params.splits; i++) { top = max(top, parts[first + i * size].x); }
  let base = finite(top);
  var total = 0f;
  for (var i = 0u; i < params.splits; i++) {
    let part = parts[first + i * size];
    total += part.y * weight(part.x, base);
  }
  let result = statsOf(top, total);
  let factor = result.y * params.dropScale;
  if (lane == 0u) { stats[row] = result; }
  let outputAt = oAt(batch, head) + query * params.oRow;
  for (var c = lane; c < params.head4; c += 64u) {
    var sum = vec4f();
    for (var i = 0u; i < params.splits; i++) {
      let at = first + i * size;
      sum += parts[at + 1u + c] * weight(parts[at].x, base);
    }
    write_o(outputAt, c, sum * factor);
  }
}`,
  });
});
