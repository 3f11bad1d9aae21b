import { attention } from "./attention.mjs";
import { elementwise } from "./elementwise.mjs";
import { products } from "./products.mjs";
import { rows } from "./rows.mjs";

/**
 * Faults in the kernels, one at a time: `find`, which `file` has once, becomes `replace`, and a sample of `kernels`
 * must fail. `samples`: only these, by number or by name; `subgroups`: only with them, or only without.
 * Barriers are left out whose absence goes unseen where subgroups run one after the other, as they do on a CPU.
 */
export const mutants = [...elementwise, ...rows, ...products, ...attention];
