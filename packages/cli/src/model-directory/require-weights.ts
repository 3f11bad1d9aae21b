import type { HostTensor } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";
import { formatCount } from "../terminal/format-number.ts";

/** What a weights file must have at the least. */
export interface ExpectedWeights {
  /** A tensor that every model of the kind has. */
  readonly landmark: string;
  readonly parameters: number;
}

/**
 * Throw when a configuration asks for far more parameters than a weights file holds, before they are
 * allocated. Smaller differences are left to the state dict, which names every key.
 */
export function requireWeights(
  { landmark, parameters }: ExpectedWeights,
  tensors: ReadonlyMap<string, HostTensor>,
  path: string,
  prefix = "",
): void {
  if (!tensors.has(`${prefix}${landmark}`))
    throw new CommandError(
      `${path} has no ${prefix}${landmark}, so it is not of a qkv model; ` +
        `it holds ${[...tensors.keys()].slice(0, 3).join(", ") || "nothing"}`,
    );
  let held = 0;
  for (const { values } of tensors.values()) held += values.length;
  if (parameters > 4 * held + 1e6)
    throw new CommandError(
      `${path} holds ${formatCount(held)} numbers, but the model of config.json has ` +
        `${formatCount(parameters)} parameters`,
    );
}
