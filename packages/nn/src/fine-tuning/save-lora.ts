import type { Module } from "../module/module.ts";
import { toHostTensors } from "../weights/to-host-tensors.ts";
import { writeSafetensors } from "../weights/write-safetensors.ts";
import { loraStateDict } from "./lora.ts";

/** The adapters of `addLora` alone as a safetensors file: what `loadLoraStateDict` takes. */
export async function saveLora(
  model: Module,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  return writeSafetensors(await toHostTensors(loraStateDict(model)), { format: "pt", ...metadata });
}
