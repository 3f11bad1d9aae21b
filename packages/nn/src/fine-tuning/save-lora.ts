import { Module } from "../module/module.ts";
import { expectInstance, expectMetadata } from "../options/expect-argument.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import { loraStateDict } from "./lora.ts";

/** The adapters of `addLora` alone as a safetensors file: what `loadLoraStateDict` takes. */
export async function saveLora(
  model: Module,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  expectInstance("saveLora", "model", model, Module, "a module");
  expectMetadata("saveLora", metadata);
  return new SafetensorsStream(loraStateDict(model), { format: "pt", ...metadata }).bytes();
}
