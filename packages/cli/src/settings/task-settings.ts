import type { NumberRange } from "@qkv/nn/options";
import { gptPresets, seq2seqPresets } from "./presets.ts";
import {
  type GptSettings,
  gptRanges,
  type NumericSetting,
  type Seq2SeqSettings,
  type SharedSettings,
  seq2seqRanges,
} from "./training-settings.ts";

export const taskNames = ["gpt", "seq2seq"] as const;

export type TaskName = (typeof taskNames)[number];

/** Which settings a task has, and where they start from. */
export interface TaskSettings<S extends SharedSettings> {
  readonly task: TaskName;
  readonly presets: Readonly<Record<string, S>>;
  readonly defaultPreset: S;
  readonly ranges: Readonly<Partial<Record<NumericSetting, NumberRange>>>;
}

export const gptTaskSettings: TaskSettings<GptSettings> = {
  task: "gpt",
  presets: gptPresets,
  defaultPreset: gptPresets.book,
  ranges: gptRanges,
};

export const seq2seqTaskSettings: TaskSettings<Seq2SeqSettings> = {
  task: "seq2seq",
  presets: seq2seqPresets,
  defaultPreset: seq2seqPresets.pairs,
  ranges: seq2seqRanges,
};
