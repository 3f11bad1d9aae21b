import { addressableBytes, type FileSource } from "@qkv/nn/model-folder";
import { type Plan, type PlanOptions, plan } from "@qkv/nn/pretrained";
import { CommandError } from "../failures/command-error.ts";
import { formatBytes } from "../terminal/format-number.ts";

const LARGEST_CONFIG = 2 ** 24;

/**
 * Throw for a model of the hub that WebAssembly's memory does not hold in this form, by its config.json. What is of no family
 * that we know is for other programs to judge.
 */
export async function expectFit(
  name: string,
  source: FileSource,
  { dtype, advice }: { readonly dtype: NonNullable<PlanOptions["dtype"]>; readonly advice: string },
): Promise<void> {
  if (!(await source.has("config.json"))) return;
  let planned: Plan;
  try {
    const bytes = await source.read("config.json", { maxBytes: LARGEST_CONFIG });
    const config = Object(JSON.parse(new TextDecoder().decode(bytes))) as object;
    planned = plan(config, { dtype, context: 1, training: false });
  } catch {
    return;
  }
  if (planned.load <= addressableBytes) return;
  throw new CommandError(
    `${name} takes ${formatBytes(planned.load)} in ${dtype}, and WebAssembly ends at ${formatBytes(addressableBytes)}; ` +
      `${advice}. Nothing but its config.json was downloaded`,
  );
}
