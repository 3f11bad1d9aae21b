import { describeValue } from "../../options/describe-value.ts";
import { OptionError } from "../../options/option-error.ts";
import type { TaskModel } from "../task-model.ts";
import type { Alignment } from "./token-times.ts";

const isCount = (value: unknown, below: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < Number(below);

/**
 * The alignment heads that generation_config.json names, and the width of the filter in config.json.
 *
 * @throws OptionError where there are none, or some that the model has not
 */
export function alignmentOf(
  task: string,
  { config, generationConfig }: Pick<TaskModel, "config" | "generationConfig">,
): Alignment {
  const heads: unknown = generationConfig.alignment_heads;
  const { decoder_layers: layers, decoder_attention_heads: perLayer } = config;
  if (heads === undefined || heads === null)
    throw new OptionError(
      `${task}: returnTimestamps is "word", expected true or false: generation_config.json names no alignment_heads, whose attention tells words apart`,
    );
  const fits =
    Array.isArray(heads) &&
    heads.length > 0 &&
    heads.every(
      (one) =>
        Array.isArray(one) &&
        one.length === 2 &&
        isCount(one[0], layers) &&
        isCount(one[1], perLayer),
    );
  if (!fits)
    throw new OptionError(
      `${task}: generation_config.json: alignment_heads are ${describeValue(heads)}, expected pairs of a layer below ${layers} and a head below ${perLayer}`,
    );
  const width = config.median_filter_width ?? 7;
  if (!isCount(width, 1000) || Number(width) % 2 !== 1)
    throw new OptionError(
      `${task}: config.json: median_filter_width is ${describeValue(width)}, expected an odd number below 1000`,
    );
  return { heads, medianFilterWidth: Number(width) };
}
