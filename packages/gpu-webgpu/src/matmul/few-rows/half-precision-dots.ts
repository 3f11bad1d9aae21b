import { defineProgram, type Program, variants } from "../../commands/program.ts";
import { packedWeights } from "../../wgsl/packed-weights.ts";
import { unroll } from "../../wgsl/unroll.ts";
import {
  dotsThreads,
  type QuantizedDotsParam,
  quantizedDots,
  quantizedDotsParams,
} from "./quantized-dots.ts";

/** Few rows of x times a bfloat16 or half precision weight. */
export const halfPrecisionDots = variants(
  (
    format: "bf16" | "f16",
    rows: number,
    quads: number,
  ): Program<string, "y", QuantizedDotsParam> => {
    const { lanes, sums, declarations, places, finish } = quantizedDots(rows, quads);
    const steps = rows > 2 ? 1 : 2; // what bounds it is how many reads are under way
    return defineProgram({
      name: `quantizedMatmul ${format}, ${rows} rows`,
      reads: { x: "vec4f", packed: "vec4u", bias: "f32" },
      writes: { y: "f32" },
      params: quantizedDotsParams,
      code: `${packedWeights[format]}
${declarations}
@compute @workgroup_size(${dotsThreads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
${places}
  for (var first = lane; first < quarters; first += ${steps * lanes}u) {
${unroll(
  steps,
  (
    s,
  ) => `    let at${s} = (panel * quarters + min(first + ${s * lanes}u, quarters - 1u)) * 16u + inPanel;
    let present${s} = vec4u(select(0u, 0xffffffffu, first + ${s * lanes}u < quarters));
${unroll(4, (i) => `    let words${s}_${i} = packed[at${s} + ${4 * i}u] & present${s};`)}`,
)}
${unroll(steps, (s) =>
  sums
    .map(
      (sum, r) => `    {
      // A step too far reads behind the row's end: zeros.
      let column = 8u * (first + ${s * lanes}u);
      let lower = readRow(rowOf(row0 + ${r}u), column);
      let upper = readRow(rowOf(row0 + ${r}u), column + 4u);
${unroll(4, (i) => {
  const [half, from] = [i < 2 ? "lower" : "upper", 2 * (i % 2)];
  const inner = `fma(vec4f(${half}[${from}]), lowerFloats(words${s}_${i}), ${sum})`;
  return `      ${sum} = fma(vec4f(${half}[${from + 1}]), upperFloats(words${s}_${i}), ${inner});`;
})}
    }`,
    )
    .join("\n"),
)}
  }
${finish}
}`,
    });
  },
);
