import type { GptConfig, HostTensor } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";
import { formatCount } from "../terminal/format-number.ts";
import { parameterCount } from "./model-size.ts";

/**
 * Throw when a configuration asks for far more parameters than a weights file holds, before they are
 * allocated. Smaller differences are left to the state dict, which names every key.
 */
export function requireWeights(
  config: GptConfig,
  tensors: ReadonlyMap<string, HostTensor>,
  path: string,
  prefix = "",
): void {
  if (!tensors.has(`${prefix}transformer.wte.weight`))
    throw new CommandError(
      `${path} has no ${prefix}transformer.wte.weight, so it is not of a qkv model; ` +
        `it holds ${[...tensors.keys()].slice(0, 3).join(", ") || "nothing"}`,
    );
  let held = 0;
  for (const { values } of tensors.values()) held += values.length;
  const expected = parameterCount(config);
  if (expected > 4 * held + 1e6)
    throw new CommandError(
      `${path} holds ${formatCount(held)} numbers, but the model of config.json has ` +
        `${formatCount(expected)} parameters`,
    );
}
