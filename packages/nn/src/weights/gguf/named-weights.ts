import type { StoredTensor } from "../checkpoint.ts";
import { GgufError } from "./gguf-error.ts";
import type { GgufFile, GgufTensor } from "./open-gguf.ts";

/** What the tensors of an architecture are called at Hugging Face, by what llama.cpp calls them. */
export interface TensorNames {
  readonly architecture: string;
  readonly inModel: ReadonlyMap<string, string>;
  /** What stands before the number of a block: "model.layers". */
  readonly blocks: string;
  readonly inBlock: ReadonlyMap<string, string>;
  /** Tensors that became a part of the configuration. */
  readonly leftOut?: ReadonlySet<string>;
  /** The values as Hugging Face has them: of a part, "attn_q", by the tensor's whole name. */
  readonly changed?: (part: string, name: string, tensor: GgufTensor) => StoredTensor;
}

const IN_MODEL = /^(\w+)\.(weight|bias)$/;
const IN_BLOCK = /^blk\.(\d{1,5})\.(\w+)\.(weight|bias)$/;

/**
 * The tensors of a file under Hugging Face's names and with its values.
 *
 * @throws GgufError for tensors that the architecture does not have
 */
export function namedWeights(
  file: GgufFile,
  { architecture, inModel, blocks, inBlock, leftOut, changed }: TensorNames,
): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of file.tensors) {
    if (leftOut?.has(name)) continue;
    const [, block, part = "", kind] = IN_BLOCK.exec(name) ?? [];
    const [, whole = "", wholeKind] = IN_MODEL.exec(name) ?? [];
    const [ofBlock, ofModel] = [inBlock.get(part), inModel.get(whole)];
    if (ofBlock === undefined && ofModel === undefined)
      throw new GgufError(`is no tensor of a ${architecture} model`, name);
    const called =
      ofBlock === undefined ? `${ofModel}.${wholeKind}` : `${blocks}.${block}.${ofBlock}.${kind}`;
    tensors.set(called, changed?.(part || whole, name, tensor) ?? tensor);
  }
  return tensors;
}
