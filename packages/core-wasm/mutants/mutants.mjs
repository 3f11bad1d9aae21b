import { elementwise } from "./elementwise.mjs";
import { functions } from "./functions.mjs";
import { integers } from "./integers.mjs";
import { longSums } from "./long-sums.mjs";
import { optimizers } from "./optimizers.mjs";
import { products } from "./products.mjs";
import { quantized } from "./quantized.mjs";
import { rows } from "./rows.mjs";
import { shapes } from "./shapes.mjs";
import { tiles } from "./tiles.mjs";

/**
 * Faults that the conformance suite must see: in `file` of assembly/, `find` (which occurs once) becomes `replace`,
 * and a sample of `kernel` must fail. `tile` is the one that matmul works with, 4x8 unless said.
 */
export const mutants = [
  ...products,
  ...tiles,
  ...quantized,
  ...rows,
  ...elementwise,
  ...functions,
  ...integers,
  ...optimizers,
  ...shapes,
  ...longSums,
];
