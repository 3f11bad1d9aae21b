import { elementwise } from "./elementwise.mjs";
import { functions } from "./functions.mjs";
import { optimizers } from "./optimizers.mjs";
import { products } from "./products.mjs";
import { quantized } from "./quantized.mjs";
import { rows } from "./rows.mjs";
import { shapes } from "./shapes.mjs";

/**
 * Faults that the conformance suite must see: in `file` of assembly/, `find` (which occurs once) becomes `replace`,
 * and a sample of `kernel` must fail.
 */
export const mutants = [
  ...products,
  ...quantized,
  ...rows,
  ...elementwise,
  ...functions,
  ...optimizers,
  ...shapes,
];
