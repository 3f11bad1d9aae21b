import type { Fields, OptionTable, WholeOf } from "../../options/define-options.ts";
import { OptionError } from "../../options/option-error.ts";
import { generationFields } from "./generation-fields.ts";

/** Fields of any config.json that do not shape the model. */
const shapeless = new Set([
  ...["model_type", "architectures", "_name_or_path", "_commit_hash", "transformers_version"],
  ...["dtype", "torch_dtype", "use_bfloat16", "use_cache", "is_decoder", "is_encoder_decoder"],
  ...["return_dict", "output_attentions", "output_hidden_states", "output_past", "torchscript"],
  ...["_attn_implementation", "_attn_implementation_autoset", "attn_implementation"],
  ...["id2label", "label2id", "problem_type", "num_labels", "_num_labels", "tf_legacy_loss"],
  ...["gradient_checkpointing", "chunk_size_feed_forward", "finetuning_task"],
  ...["task_specific_params", "prefix", "tokenizer_class", "model_max_length"],
  ...["cls_token_id", "sep_token_id", "mask_token_id", "eos_token_ids"],
  ...["sentence_transformers", "transformers.js_config", "language", "name"],
  ...generationFields,
]);

/** What shapes a model where it is not null, false or empty: heads that were cut out of it, halves that share weights. */
const emptyOnly = new Set(["pruned_heads", "tie_encoder_decoder", "cross_attention_hidden_size"]);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === false ||
  (typeof value === "object" && Object.keys(value).length === 0);

/**
 * The fields of a config.json that shape the model, checked. Every other one must be known to be without effect here.
 *
 * @throws OptionError that names a field which is missing, wrong, or not understood
 */
export function configFields<F extends Fields>(
  table: OptionTable<F>,
  config: object,
  withoutEffect: readonly string[] = [],
): WholeOf<F> {
  const { options, others } = table.splitJson(config, "config.json");
  const known = (name: string, value: unknown) =>
    shapeless.has(name) || withoutEffect.includes(name) || (emptyOnly.has(name) && isEmpty(value));
  const unknown = [...others].flatMap(([name, value]) => (known(name, value) ? [] : [name]));
  if (unknown.length === 0) return options;
  throw new OptionError(
    `config.json: ${unknown.slice(0, 5).join(", ")} is not understood for ${table.name}; what it does to the model would ` +
      "be missing",
  );
}
