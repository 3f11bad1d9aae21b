import type { KernelExports, KernelParameters } from "../exports.generated.ts";
import { nameArguments } from "../name-arguments.generated.ts";

/** A function of the binary. */
export type KernelExport = keyof KernelExports;

/** The names of its parameters. */
export type ParameterOf<K extends KernelExport> = keyof KernelParameters[K] & string;

/** The functions that have parameters of these names. */
export type ExportWith<P extends string> = {
  [K in KernelExport]: [P] extends [ParameterOf<K>] ? K : never;
}[KernelExport];

const naming: Readonly<Record<KernelExport, (...args: never[]) => object>> = nameArguments;
const known = new Map<KernelExport, readonly string[]>();

/** The names of the parameters in their order. */
export function parametersOf<K extends KernelExport>(kernel: K): readonly ParameterOf<K>[] {
  let names = known.get(kernel);
  if (!names) {
    names = Object.keys(naming[kernel]());
    known.set(kernel, names);
  }
  return names as readonly ParameterOf<K>[];
}
