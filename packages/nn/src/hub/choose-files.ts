import type { FileSource } from "../model-folder/file-source.ts";
import { parseShardIndex } from "../weights/shard-index.ts";

/** What says how a model is made, and how text becomes ids: small files beside the weights. */
const description = /^(?:[^/]+\.(?:json|txt|model|jinja)|additional_chat_templates\/[^/]+\.jinja)$/;
/** Weights of other libraries, and what says how they lie. */
const elsewhere = /^(?:tf_model|flax_model|rust_model|openvino)|\.index\.json$|^model\.onnx/;

/** Kinds of weights, the better ones first: what they and their indices are called. */
const weights: readonly RegExp[] = [
  /^model(?:-\d{5}-of-\d{5})?\.safetensors(?:\.index\.json)?$/,
  /^pytorch_model(?:-\d{5}-of-\d{5})?\.bin(?:\.index\.json)?$/,
];

/** What stands in the folders of the modules that modules.json lists behind an encoder: pooling, dense layers. */
const ofModules = /^\d+_\w+\/(?:config\.json|model\.safetensors|pytorch_model\.bin)$/;

/** The files that a model is loaded from: all descriptions, and weights of the first kind that there is. */
export function chooseFiles(names: readonly string[]): readonly string[] {
  const kind = weights.find((pattern) => names.some((name) => pattern.test(name)));
  const hasModules = names.includes("modules.json");
  return names.filter(
    (name) =>
      kind?.test(name) ||
      (description.test(name) && !elsewhere.test(name)) ||
      (hasModules && ofModules.test(name)),
  );
}

const wholeWeights = ["model.safetensors", "pytorch_model.bin"];

/** Whether the weights of a model are all there: one file, or every shard that an index names. */
export async function hasAllWeights(source: FileSource): Promise<boolean> {
  for (const name of wholeWeights) {
    if (await source.has(name)) return true;
    const index = `${name}.index.json`;
    if (!(await source.has(index))) continue;
    const text = new TextDecoder().decode(await source.read(index, { maxBytes: 1e8 }));
    const shards = [...new Set(parseShardIndex(text).values())];
    const there = await Promise.all(shards.map((shard) => source.has(shard)));
    return there.every(Boolean);
  }
  return false;
}
