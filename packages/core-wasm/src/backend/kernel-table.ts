import { type KernelTable, singleLaunches } from "../contract/index.ts";
import * as jointSets from "./joint-kernels.ts";
import type { KernelContext } from "./kernel-set.ts";
import * as sets from "./kernels/index.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** Functions that give launches by name, as the files of kernels/ have them. */
type Sets = Readonly<Record<string, (context: KernelContext) => object>>;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

const merge = <S extends Sets>(
  each: S,
  context: KernelContext,
): Intersection<ReturnType<S[keyof S]>> =>
  Object.assign({}, ...Object.values(each).map((set) => set(context)));

/** Kernels that take many sets of operands at once. */
export const jointKernels = (context: KernelContext) => merge(jointSets, context);

/** Every kernel of the contract on WASM; a missing one does not compile. */
export const wasmKernels = (context: KernelContext): KernelTable<WasmBuffer> => ({
  ...singleLaunches(jointKernels(context)),
  ...merge(sets, context),
});
