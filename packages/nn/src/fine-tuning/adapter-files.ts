import { inFiles } from "../models/families/file-weights.ts";
import type { Model } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { text } from "../options/fields.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import { toHostTensors } from "../weights/to-host-tensors.ts";
import { adapterConfig, adapterFileNames, keyPrefix } from "./adapter-config.ts";
import { requireAdapted } from "./lora.ts";
import { savedModules } from "./saved-modules.ts";

const adapterFilesOptions = defineOptions("adapterFiles", {
  /** The folder of the model, or its name on the hub, that the adapter is for: where PEFT looks for it. */
  baseModel: text({ optional: true }),
});

/** Options of `adapterFiles`. */
export type AdapterFilesOptions = Given<typeof adapterFilesOptions>;

/**
 * The adapters of `addLora` on a published model as the folder that Hugging Face's PEFT opens, and `loadAdapter` does:
 * adapter_config.json and adapter_model.safetensors, by name. Merged adapters are written as they are, and what learns beside
 * them, a classifier's head perhaps, whole.
 */
export async function adapterFiles(
  model: Model,
  options: AdapterFilesOptions = {},
): Promise<Map<string, Uint8Array>> {
  expectInstance("adapterFiles", "model", model, Module, "a model");
  const { baseModel } = adapterFilesOptions.complete(options);
  const adapted = requireAdapted("adapterFiles", model);
  const placed = inFiles(model);
  const tensors: [string, HostTensor][] = [];
  for (const [path, , { down, up }] of adapted)
    for (const [name, tensor] of await toHostTensors([
      [`${path}.lora_A.weight`, down.weight],
      [`${path}.lora_B.weight`, up.weight],
    ]))
      tensors.push([keyPrefix + name, placed(name, tensor)]);
  const saved = savedModules(model, adapted);
  for (const [name, tensor] of await toHostTensors(saved.parameters))
    tensors.push([`${keyPrefix}${name}`, tensor]);
  const config = adapterConfig(model, adapted, {
    ...{ baseModel: baseModel ?? null, saved: saved.paths },
  });
  return new Map([
    [
      adapterFileNames.config,
      new TextEncoder().encode(`${JSON.stringify(config, undefined, 2)}\n`),
    ],
    [adapterFileNames.weights, await new SafetensorsStream(tensors, { format: "pt" }).bytes()],
  ]);
}
