import { intAttribute, runtimeNode } from "./onnx-model.mjs";

const block = 32;

/**
 * x times a weight [out, in] in few bits, as ONNX Runtime's own tools write it: int8 a scale for each column and a
 * rounded x (DynamicQuantizeMatMul), int4 a scale for each 32 weights (MatMulNBits, and products in int8).
 * Adds the weight to `constants`.
 */
export function onnxQuantizedProduct(format, x, name, { shape, values }, bias, y, constants) {
  const [rows, columns] = shape;
  if (format === "int8") {
    const { codes, scales } = int8Columns(values, rows, columns);
    constants[`${name} codes`] = { shape: [columns, rows], values: codes };
    constants[`${name} scales`] = { shape: [rows], values: scales };
    const inputs = [x, `${name} codes`, `${name} scales`, "", ...(bias ? [bias] : [])];
    return runtimeNode("DynamicQuantizeMatMul", inputs, [y]);
  }
  const { codes, scales } = int4Blocks(values);
  constants[`${name} codes`] = { shape: [rows, columns / block, block / 2], values: codes };
  constants[`${name} scales`] = { shape: [(rows * columns) / block], values: scales };
  const inputs = [x, `${name} codes`, `${name} scales`, ...(bias ? ["", "", bias] : [])];
  const attributes = { K: columns, N: rows, bits: 4, block_size: block, accuracy_level: 4 };
  return runtimeNode(
    "MatMulNBits",
    inputs,
    [y],
    ...Object.entries(attributes).map(([key, value]) => intAttribute(key, value)),
  );
}

/** [rows, columns] -> codes of the transpose, and a scale for each row. */
function int8Columns(values, rows, columns) {
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let i = 0; i < columns; i++)
      largest = Math.max(largest, Math.abs(values[row * columns + i]));
    scales[row] = largest / 127 || 1;
    for (let i = 0; i < columns; i++)
      codes[i * rows + row] = Math.round(values[row * columns + i] / scales[row]);
  }
  return { codes, scales };
}

/** Codes 0..15 that stand for -8..7, two a byte, the first in the lower half. */
function int4Blocks(values) {
  const codes = new Uint8Array(values.length / 2);
  const scales = new Float32Array(values.length / block);
  for (let start = 0; start < values.length; start += block) {
    let extreme = 0;
    for (let i = start; i < start + block; i++)
      if (Math.abs(values[i]) > Math.abs(extreme)) extreme = values[i];
    const scale = extreme / -8 || 1;
    scales[start / block] = scale;
    const code = (i) => Math.min(15, Math.round(values[i] / scale) + 8);
    for (let i = start; i < start + block; i += 2) codes[i / 2] = code(i) | (code(i + 1) << 4);
  }
  return { codes, scales };
}
