import { type KernelName, kernels } from "./backend.ts";
import type { KernelOracle, KernelSpec, Operands } from "./kernel.ts";
import { oracles } from "./oracles.ts";

/** What the contract says of some kernel, and what is right of it, with its types forgotten. */
export type AnySpec = KernelSpec<Operands, Operands, object> &
  KernelOracle<Operands, Operands, object>;

/** A kernel of the table and its oracle as one. */
export const specOf = (kernel: KernelName): AnySpec =>
  ({ ...kernels[kernel], ...oracles[kernel] }) as unknown as AnySpec;
