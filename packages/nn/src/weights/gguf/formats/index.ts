import { I16 } from "../../short-integers.ts";
import { type StoredDType, storedDTypes } from "../../stored-dtype.ts";
import { type BlockFormat, blocksOf } from "./blocks.ts";
import { q2_k } from "./q2-k.ts";
import { q3_k } from "./q3-k.ts";
import { q4_0, q4_1 } from "./q4.ts";
import { q4_k } from "./q4-k.ts";
import { q5_0, q5_1 } from "./q5.ts";
import { q5_k } from "./q5-k.ts";
import { q6_k } from "./q6-k.ts";
import { q8_0 } from "./q8.ts";

/** ggml's formats by their number (ggml.h, enum ggml_type); a name alone is of one that is not read. */
const formats: Readonly<Record<number, readonly [name: string, format?: BlockFormat | "plain"]>> = {
  0: ["F32", "plain"],
  1: ["F16", "plain"],
  2: ["Q4_0", q4_0],
  3: ["Q4_1", q4_1],
  6: ["Q5_0", q5_0],
  7: ["Q5_1", q5_1],
  8: ["Q8_0", q8_0],
  9: ["Q8_1"],
  10: ["Q2_K", q2_k],
  11: ["Q3_K", q3_k],
  12: ["Q4_K", q4_k],
  13: ["Q5_K", q5_k],
  14: ["Q6_K", q6_k],
  15: ["Q8_K"],
  16: ["IQ2_XXS"],
  17: ["IQ2_XS"],
  18: ["IQ3_XXS"],
  19: ["IQ1_S"],
  20: ["IQ4_NL"],
  21: ["IQ3_S"],
  22: ["IQ2_S"],
  23: ["IQ4_XS"],
  24: ["I8", "plain"],
  25: ["I16", "plain"],
  26: ["I32", "plain"],
  27: ["I64", "plain"],
  28: ["F64", "plain"],
  29: ["IQ1_M"],
  30: ["BF16", "plain"],
  34: ["TQ1_0"],
  35: ["TQ2_0"],
  39: ["MXFP4"],
};

/** How a tensor of a GGUF file is stored. */
export interface GgufFormat {
  /** "Q4_K" */
  readonly name: string;
  readonly stored: StoredDType;
}

/** The format of a number, or why there is none. */
export function ggufFormat(type: number): GgufFormat | string {
  const [name, format] = formats[type] ?? [];
  if (name === undefined) return `is of type ${type}, which ggml does not have, or has no more`;
  if (format === undefined)
    return `is of type ${name}, which is not read; quantise it as one of ${readable().join(", ")}`;
  if (format !== "plain") return { name, stored: blocksOf(format) };
  return { name, stored: name === "I16" ? I16 : storedDTypes.get(name)! };
}

const readable = (): readonly string[] =>
  Object.values(formats)
    .filter(([, format]) => format !== undefined)
    .map(([name]) => name);
