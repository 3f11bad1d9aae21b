import { expectObject } from "../../options/expect-argument.ts";
import { nearestName } from "../../options/nearest-name.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { ConvertedModel } from "../converted-model.ts";
import { GgufError } from "./gguf-error.ts";
import { GgufFields } from "./gguf-fields.ts";
import { ggufTokenizer, ggufTokenizerConfig } from "./gguf-tokenizer.ts";
import { gptArchitectures, gptModel } from "./gpt-architectures.ts";
import { type LlamaArchitecture, llamaArchitectures } from "./llama-architectures.ts";
import { llamaConfig } from "./llama-config.ts";
import { llamaNames } from "./llama-weights.ts";
import { namedWeights } from "./named-weights.ts";
import type { GgufFile } from "./open-gguf.ts";

/** What becomes of a file of an architecture. */
type Conversion = (
  file: GgufFile,
  fields: GgufFields,
) => Promise<{ readonly config: Record<string, unknown>; readonly tensors: Checkpoint["tensors"] }>;

const ofLlamasKind =
  (architecture: LlamaArchitecture): Conversion =>
  async (file, fields) => {
    const config = await llamaConfig(file, fields, architecture);
    const queries = Number(config.num_attention_heads);
    const keys = Number(config.num_key_value_heads);
    return { config, tensors: namedWeights(file, llamaNames(architecture, { queries, keys })) };
  };

const architectures: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ...[...llamaArchitectures].map(([name, one]) => [name, ofLlamasKind(one)] as const),
  ...[...gptArchitectures].map(
    ([name, one]) =>
      [name, (file: GgufFile, fields: GgufFields) => gptModel(file, fields, one)] as const,
  ),
]);

const ARCHITECTURE = "general.architecture";

/**
 * The model in a GGUF file in Hugging Face's form: its metadata as config.json and tokenizer.json, its tensors under Hugging
 * Face's names and in its layout. Reads no weights.
 *
 * @throws GgufError that names the architecture, the key or the tensor that is not known
 */
export async function ggufModel(file: GgufFile): Promise<ConvertedModel> {
  expectObject("ggufModel", "file", file, "a GGUF file", "tensors", "keyValues");
  const fields = new GgufFields(file.keyValues);
  const architecture = fields.text(ARCHITECTURE);
  if (architecture === undefined)
    throw new GgufError("is missing, so that the file holds no model", ARCHITECTURE);
  const convert = architectures.get(architecture);
  if (!convert) {
    const known = [...architectures.keys()];
    const nearest = nearestName(architecture, known);
    throw new GgufError(
      `is ${JSON.stringify(architecture.slice(0, 80))}, expected one of ${known.join(", ")}` +
        (nearest === undefined ? "" : `; did you mean ${nearest}?`),
      ARCHITECTURE,
    );
  }
  const { config, tensors } = await convert(file, fields);
  const checkpoint = { tensors, metadata: file.metadata };
  const tokenizer = ggufTokenizer(fields);
  if (!tokenizer) return { config, checkpoint };
  return { config, checkpoint, tokenizer, tokenizerConfig: ggufTokenizerConfig(fields) };
}
