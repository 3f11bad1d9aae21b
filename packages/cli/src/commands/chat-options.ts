import { settingRanges } from "../chat/chat-settings.ts";
import { number, type Option, type OptionValues, text } from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { dtypeOption } from "../language-model/open-pretrained.ts";
import { quantizeOption } from "../trained-model/place-model.ts";

const chatOptions = {
  model: text("Folder of the model, or a name on the Hugging Face hub", "DIR|ORG/NAME"),
  system: text("What the model is told before all else", "TEXT"),
  load: text("Go on with a chat that /save has written", "FILE"),
  maxContext: number(
    "Tokens of a chat at most; 8192 unless given, and never more than the model has positions for",
    { integer: true, from: 2, to: 1e9 },
  ),
};

/** A setting as an option: /set changes it later. */
const setting = (name: keyof typeof settingRanges): Option<number> => {
  const [range, meaning] = settingRanges[name];
  return number(meaning.charAt(0).toUpperCase() + meaning.slice(1), range);
};

const settingOptions = {
  temperature: setting("temperature"),
  topK: setting("topK"),
  topP: setting("topP"),
  minP: setting("minP"),
  repetitionPenalty: setting("repetitionPenalty"),
  presencePenalty: setting("presencePenalty"),
  frequencyPenalty: setting("frequencyPenalty"),
  seed: setting("seed"),
  maxNewTokens: setting("maxNewTokens"),
};

const computationOptions = {
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute, or auto for as many as there are cores; 1 unless given",
  ),
  quantize: quantizeOption,
  dtype: dtypeOption,
};

/** The options of `qkv chat`, as its help has them. */
export const chatGroups = [
  ["Chat", chatOptions],
  ["Answers", settingOptions],
  ["Computation", computationOptions],
] as const;

export const allChatOptions = { ...chatOptions, ...settingOptions, ...computationOptions };

export type ChatCommandOptions = OptionValues<typeof allChatOptions>;
