import { describeValue } from "../../options/describe-value.ts";
import { OptionError } from "../../options/option-error.ts";
import type { TaskModel } from "../task-model.ts";
import { languageTokenId } from "./whisper-languages.ts";

/** What Whisper is asked to do, and what of it its generation_config.json says. */
export interface WhisperAsking {
  readonly language: string | undefined;
  readonly task: string | undefined;
  readonly returnTimestamps: boolean;
}

/** Fields of a generation_config.json that only Whisper has: they shape its prompt. */
const promptFields = [
  ...["lang_to_id", "task_to_id", "language", "task", "is_multilingual", "forced_decoder_ids"],
  ...["no_timestamps_token_id", "max_initial_timestamp_index", "return_timestamps"],
  ...["prev_sot_token_id", "alignment_heads", "median_filter_width", "prompt_ids"],
  ...["condition_on_prev_tokens", "num_segment_frames", "return_segments"],
];
/** Those that have Hugging Face's library listen again: not done here, so that they must be null. */
const thresholds = ["compression_ratio_threshold", "logprob_threshold", "no_speech_threshold"];

/** A generation_config.json without what only Whisper has. */
export function withoutPromptFields(
  task: string,
  generationConfig: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  for (const name of thresholds) {
    const value = generationConfig[name];
    if (value !== undefined && value !== null)
      throw new OptionError(
        `${task}: generation_config.json: ${name} is ${describeValue(value)}, expected null: nothing is heard again for being unlikely`,
      );
  }
  const others = Object.entries(generationConfig).filter(
    ([name]) => !promptFields.includes(name) && !thresholds.includes(name),
  );
  return Object.fromEntries(others);
}

/** Ids by token, of "lang_to_id" and "task_to_id". */
function idsOf(config: Readonly<Record<string, unknown>>, field: string) {
  const value = config[field];
  if (typeof value !== "object" || value === null) return undefined;
  return value as Readonly<Record<string, number>>;
}

/** The first tokens of a text, which say what is to be heard; null stands for the language, where it is to be detected. */
export function whisperPrompt(
  who: string,
  { generationConfig, config }: Pick<TaskModel, "generationConfig" | "config">,
  asked: WhisperAsking,
): (number | null)[] {
  const said = (name: string): unknown => generationConfig[name] ?? undefined;
  const textSaid = (name: string) =>
    typeof said(name) === "string" ? String(said(name)) : undefined;
  const language = asked.language ?? textSaid("language");
  const task = asked.task ?? textSaid("task");
  const tokens: (number | null)[] = [
    Number(said("decoder_start_token_id") ?? config.decoder_start_token_id),
  ];
  if (task === undefined && language === undefined)
    tokens.push(...forced(said("forced_decoder_ids") ?? config.forced_decoder_ids));
  const undetected = tokens.length === 1 || tokens[1] === null;
  const languages = idsOf(generationConfig, "lang_to_id");
  if (language !== undefined) {
    if (!languages) throw knowsNo(who, "language", language);
    tokens[1] = languageTokenId(who, language, languages);
  } else if (languages && undetected) tokens[1] = null;
  else if (tokens[1] === null) tokens.splice(1, 1);
  const tasks = idsOf(generationConfig, "task_to_id");
  if (task !== undefined) {
    const id = tasks?.[task];
    if (id === undefined) throw knowsNo(who, "task", task, tasks);
    tokens.push(id);
  } else if (language !== undefined && tasks) tokens.push(tasks.transcribe!);
  const withoutTimes = said("no_timestamps_token_id");
  if (typeof withoutTimes !== "number") return tokens;
  if (!asked.returnTimestamps && tokens.at(-1) !== withoutTimes) tokens.push(withoutTimes);
  if (asked.returnTimestamps && tokens.at(-1) === withoutTimes) tokens.pop();
  return tokens;
}

/** Tokens that older files force, from the second on: [[1, null], [2, 50359]]. */
function forced(pairs: unknown): (number | null)[] {
  if (!Array.isArray(pairs)) return [];
  const tokens: (number | null)[] = [];
  for (const [place, id] of pairs as readonly (readonly [number, number | null])[]) {
    if (place !== tokens.length + 1) break;
    tokens.push(id);
  }
  return tokens;
}

const knowsNo = (who: string, option: string, value: string, known?: object): OptionError =>
  new OptionError(
    `${who}: ${option} is ${describeValue(value)}, expected ${
      known
        ? Object.keys(known).join(" or ")
        : `it left out: generation_config.json names no ${option}s, the model has one`
    }`,
  );
