import type { Fields, OptionTable, WholeOf } from "../../options/define-options.ts";
import { OptionError } from "../../options/option-error.ts";
import { generationFields } from "./generation-fields.ts";

/** Fields of any config.json that do not shape the model. */
const shapeless = new Set([
  ...["model_type", "architectures", "_name_or_path", "transformers_version", "torch_dtype"],
  ...["dtype", "use_cache", "is_decoder", "is_encoder_decoder", "return_dict", "output_attentions"],
  ...["output_hidden_states", "sep_token_id", "task_specific_params", "id2label", "label2id"],
  ...["problem_type", "num_labels", "_num_labels", "gradient_checkpointing"],
  ...["chunk_size_feed_forward", "finetuning_task", "output_past", "torchscript"],
  ...["tokenizer_class", "cls_token_id", ...generationFields],
  ...[
    "use_bfloat16",
    "eos_token_ids",
    "_attn_implementation_autoset",
    "sentence_transformers",
    "language",
    "name",
  ],
]);

/** What shapes a model where it is not empty: heads that were cut out of it. */
const emptyOnly = new Set(["pruned_heads"]);

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
    shapeless.has(name) ||
    withoutEffect.includes(name) ||
    (emptyOnly.has(name) && Object.keys(Object(value)).length === 0);
  const unknown = [...others].flatMap(([name, value]) => (known(name, value) ? [] : [name]));
  if (unknown.length === 0) return options;
  throw new OptionError(
    `config.json: ${unknown.slice(0, 5).join(", ")} is not understood for ${table.name}; what it does to the model would ` +
      "be missing",
  );
}
