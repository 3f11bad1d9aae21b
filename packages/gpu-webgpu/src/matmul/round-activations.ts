import { defineProgram, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { roundToBytes } from "../wgsl/round-to-bytes.ts";
import { rowReader } from "../wgsl/row-reader.ts";
import { unroll } from "../wgsl/unroll.ts";

/** A thread a block of 32: activations rounded to 8 bits, as floats again, rows padded with zeros to whole blocks. */
const program = variants((vector: boolean) =>
  defineProgram({
    name: "quantizedMatmul, rounding",
    reads: { x: vector ? "vec4f" : "f32" },
    writes: { rounded: "vec4f" },
    params: { count: "u32", blocks: "u32", width: "u32" },
    code:
      `${roundToBytes}
${rowReader(vector)}` +
      eachElement(
        { count: "count", index: "block" },
        `let row = block / params.blocks;
    let column = 32u * (block % params.blocks);
${unroll(8, (i) => `    let x${i} = readRow(row, column + ${4 * i}u);`)}
    var bits = vec4u();
${unroll(8, (i) => `    bits = max(bits, bitcast<vec4u>(x${i}) & vec4u(0x7fffffffu));`)}
    let largest = max(max(bits.x, bits.y), max(bits.z, bits.w));
    let scale = byteScale(largest);
    let inverse = byteInverse(largest);
${unroll(8, (i) => `    rounded[8u * block + ${i}u] = scale * round(x${i} * inverse);`)}`,
      ),
  }),
);

/** x [rows, width] as the contract rounds it, in temporary memory [rows, 32 * blocks]. */
export function roundActivations(
  context: KernelContext,
  x: WebgpuBuffer,
  width: number,
): WebgpuBuffer {
  const blocks = Math.ceil(width / 32);
  const count = (x.length / width) * blocks;
  const rounded = context.temporary(32 * count);
  context.run(program(width % 4 === 0), { x, rounded }, { count, blocks, width }, flatGrid(count));
  return rounded;
}
