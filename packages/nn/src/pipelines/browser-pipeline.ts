import { fromPretrained } from "../pretrained/browser-pretrained.ts";
import { fetchInput } from "./fetch-input.ts";
import { pipelineFrom } from "./pipeline.ts";

/**
 * A task in one call: a model out of a folder, a name on the hub, picked files, or one that is there already, and what
 * turns inputs into what it computes on, and that into results. Tasks, options and results are called as in Hugging Face's
 * pipelines; options also take names like `top_k`.
 *
 * ```ts
 * using classify = await pipeline("text-classification", folder);
 * await classify("A fine day."); // [{ label: "POSITIVE", score: 0.99 }]
 * ```
 *
 * @throws OptionError for a task or an option that there is not, with the nearest; TaskModelError for a model that does not
 * fit the task; what `fromPretrained` throws
 */
export const pipeline = pipelineFrom({ open: fromPretrained, readInput: fetchInput });
