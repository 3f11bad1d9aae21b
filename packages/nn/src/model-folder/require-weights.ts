import { sizeOf as sizeOfShape } from "@qkv/core-wasm/contract";
import { expectObject } from "../options/expect-argument.ts";
import { bytesSource } from "../weights/byte-source.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError, namingFile } from "./model-folder-error.ts";
import { counted, describedShape, type ShapeModel } from "./shape-model.ts";

/** The file that weights are expected in. */
export interface WeightsFile {
  /** For messages. */
  readonly file: string;
  /** What stands before the names of the model's tensors. */
  readonly prefix?: string;
}

/** Throw for the bytes of a file that cannot hold a described model's weights, among others perhaps. */
export async function expectWeights(
  description: ModelDescription,
  bytes: Uint8Array,
  where: WeightsFile,
): Promise<void> {
  expectObject("expectWeights", "description", description, "a model's description", "config");
  expectObject("expectWeights", "where", where, "an object with file", "file");
  const checkpoint = await namingFile(where.file, () => openSafetensors(bytesSource(bytes)));
  requireWeights(describedShape(description), checkpoint, where);
}

/**
 * Throw when a configuration asks for far more parameters than a weights file holds, before they are
 * allocated. Smaller differences are left to the state dict, which names every key.
 */
export function requireWeights(
  { model, size }: ShapeModel,
  checkpoint: Checkpoint,
  { file, prefix = "" }: WeightsFile,
): void {
  const { tensors } = checkpoint;
  const [[landmark] = [""]] = model.namedParameters(); // every model of the family has it
  if (!tensors.has(`${prefix}${landmark}`))
    throw new ModelFolderError(
      `${file} has no ${prefix}${landmark}, so it is not of a qkv model; ` +
        `it holds ${[...tensors.keys()].slice(0, 3).join(", ") || "nothing"}`,
      { file },
    );
  const held = numbersIn(checkpoint);
  if (size.parameters > 4 * held + 1e6)
    throw new ModelFolderError(
      `${file} holds ${counted(held)} numbers, but the model of config.json has ` +
        `${counted(size.parameters)} parameters`,
      { file },
    );
}

/** Numbers that a file holds. */
export function numbersIn({ tensors }: Checkpoint): number {
  let held = 0;
  for (const { shape } of tensors.values()) held += sizeOfShape(shape);
  return held;
}
