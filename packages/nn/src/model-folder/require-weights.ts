import type { HostTensor } from "../weights/host-tensor.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { SafetensorsError } from "../weights/safetensors-error.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError } from "./model-folder-error.ts";
import { sizeOf } from "./model-size.ts";

/** A tensor that every model of the role has. */
const landmarks: Readonly<Record<ModelDescription["role"], string>> = {
  decoder: "transformer.wte.weight",
  "encoder-decoder": "source_embedding.weight",
};

export interface WeightsFile {
  /** For messages. */
  readonly file: string;
  /** What stands before the names of the model's tensors. */
  readonly prefix?: string;
}

/** Throw for the bytes of a file that cannot hold a described model's weights, among others perhaps. */
export function expectWeights(
  description: ModelDescription,
  bytes: Uint8Array,
  where: WeightsFile,
): void {
  try {
    requireWeights(description, readSafetensors(bytes).tensors, where);
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    const { file } = where;
    throw new ModelFolderError(`${file}: ${cause.message}`, { file, cause });
  }
}

/**
 * Throw when a configuration asks for far more parameters than a weights file holds, before they are
 * allocated. Smaller differences are left to the state dict, which names every key.
 */
export function requireWeights(
  description: ModelDescription,
  tensors: ReadonlyMap<string, HostTensor>,
  { file, prefix = "" }: WeightsFile,
): void {
  const landmark = landmarks[description.role];
  const { parameters } = sizeOf(description);
  if (!tensors.has(`${prefix}${landmark}`))
    throw new ModelFolderError(
      `${file} has no ${prefix}${landmark}, so it is not of a qkv model; ` +
        `it holds ${[...tensors.keys()].slice(0, 3).join(", ") || "nothing"}`,
      { file },
    );
  let held = 0;
  for (const { values } of tensors.values()) held += values.length;
  if (parameters > 4 * held + 1e6)
    throw new ModelFolderError(
      `${file} holds ${counted(held)} numbers, but the model of config.json has ` +
        `${counted(parameters)} parameters`,
      { file },
    );
}

/** 1234567 -> "1,234,567" */
const counted = (count: number): string => count.toLocaleString("en-US");
