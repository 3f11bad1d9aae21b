import {
  type QuantizedFormat,
  type QuantizedFormatRecord,
  quantizedFormatNames,
  quantizedFormats,
} from "@qkv/core-wasm/contract";
import { quantizedEmbedding } from "../ops/quantized-embedding.ts";
import { type PackedOperands, quantizedMatmul } from "../ops/quantized-matmul.ts";
import type { PackedWeightParts, WeightFormat } from "./weight-format.ts";

/** A format that backends have kernels for. */
function kernelFormat(format: QuantizedFormatRecord<QuantizedFormat>): WeightFormat {
  const { name, packedShape, scalesShape, round, readable } = format;
  const operands = ({ shape, parts: { packed, scales } }: PackedWeightParts): PackedOperands => ({
    ...{ format: name, rows: shape[0]!, width: shape[1]! },
    ...{ packed, scales },
  });
  return {
    name,
    layout: (shape) => {
      const scales = scalesShape(shape);
      return {
        packed: { dtype: "int32", shape: packedShape(shape) },
        ...(scales && { scales: { dtype: "float32", shape: scales } }),
      };
    },
    round: (shape, values, weight) => {
      const { packed, scales } = round(shape, values, weight);
      return { packed, ...(scales && { scales }) };
    },
    fault: (part, values) => {
      if (part !== "packed" || !readable) return undefined;
      for (let i = 0; i < values.length; i++)
        if (!readable(values[i]!))
          return `has an element in word ${i} that is Infinity or NaN, expected finite weights`;
      return undefined;
    },
    multiply: (weight, x, bias) => quantizedMatmul(x, operands(weight), bias),
    rows: (weight, ids) => quantizedEmbedding(operands(weight), ids),
  };
}

/** The formats of the contract, by name. */
export const kernelFormats: ReadonlyMap<string, WeightFormat> = new Map(
  quantizedFormatNames.map((name) => [name, kernelFormat(quantizedFormats[name])]),
);
