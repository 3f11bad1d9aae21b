import { elementwise } from "./elementwise.mjs";
import { products } from "./products.mjs";
import { rows } from "./rows.mjs";

/**
 * Faults that the conformance suite must see: in `file` of assembly/, `find` (which occurs once) becomes `replace`,
 * and a sample of `kernel` must fail.
 */
export const mutants = [...products, ...rows, ...elementwise];
