import { type InPlaceKernelName, kernels, type Launch, type LaunchAll } from "./backend.ts";
import type { Operands } from "./kernel.ts";

type AnyLaunchAll = (inputs: object, attrs: object) => void;

/** The launches of some kernels out of those on many sets of operands: on lists of one. */
export function singleLaunches<Buffer, K extends InPlaceKernelName>(
  all: {
    readonly [N in K]: LaunchAll<N, Buffer>;
  },
): { readonly [N in K]: Launch<N, Buffer> } {
  const launches = (Object.keys(all) as K[]).map((kernel) => {
    const operands: Operands = kernels[kernel].inputs;
    const launchAll = all[kernel] as unknown as AnyLaunchAll; // any kernel's, from here on
    const launch = (inputs: Record<string, unknown>, _: object, __: object, attrs: object) => {
      const lists: Record<string, unknown> = {};
      for (const name in inputs)
        if (inputs[name]) lists[name] = operands[name]!.common ? inputs[name] : [inputs[name]];
      launchAll(lists, attrs);
    };
    return [kernel, launch];
  });
  return Object.fromEntries(launches) as { readonly [N in K]: Launch<N, Buffer> };
}
