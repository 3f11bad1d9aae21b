import type { KernelExports } from "../exports.generated.ts";
import type { KernelExport } from "./kernel-parameters.ts";
import type { KernelFunction, SplitContext } from "./split.ts";
import { splits } from "./splits/index.ts";

/** The functions of the binary, those that pay cut into chunks for a pool; the launches of the backend see no difference. */
export function threadedExports(context: SplitContext): KernelExports {
  const functions: { readonly [K in KernelExport]: KernelFunction<K> } = context.wasm;
  const functionOf = <K extends KernelExport>(kernel: K): KernelFunction<K> => {
    const split = splits[kernel];
    const whole = functions[kernel];
    return typeof split === "function" ? split({ ...context, kernel, whole }) : whole;
  };
  const threaded = { ...context.wasm };
  for (const kernel of Object.keys(splits) as KernelExport[])
    Object.assign(threaded, { [kernel]: functionOf(kernel) });
  return threaded;
}
