import { flag, number, type OptionValues, text, texts } from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { unknownOption } from "../trained-model/known-text.ts";
import { quantizeOption } from "../trained-model/place-model.ts";

const textOptions = {
  model: text("Folder of the model, or a name on the Hugging Face hub", "DIR|ORG/NAME"),
  prompt: text(
    "Text to go on from, a new line unless given; for a seq2seq model the source, as in its data",
    "TEXT",
  ),
  maxNewTokens: number(
    "Tokens to generate; 500 unless given, for a seq2seq model the longest target of its data",
    { integer: true, from: 1, to: 1e9 },
  ),
  unknown: unknownOption,
  stop: texts("End before this text; may be given several times", "TEXT"),
  json: flag("One JSON object with text, ids and options, at the end"),
};

const samplingOptions = {
  temperature: number("Below 1 is more predictable, above 1 less; 0 takes the likeliest", {
    from: 0,
  }),
  topK: number("Choose among the K likeliest tokens; 0 for all", { integer: true, from: 0 }),
  topP: number("Choose among the likeliest tokens that have this share together", {
    from: 0,
    to: 1,
  }),
  minP: number("Choose among tokens this many times as likely as the likeliest", {
    from: 0,
    to: 1,
  }),
  repetitionPenalty: number("Above 1 makes tokens already there less likely", { above: 0 }),
  seed: number("The same seed gives the same text; random unless given", {
    integer: true,
    from: 0,
    to: 2 ** 32 - 1,
  }),
};

const formOptions = {
  jsonSchema: text("The text is JSON that fits the JSON schema in this file", "FILE"),
  regex: text("The text is what this regular expression of JavaScript fits as a whole", "PATTERN"),
  grammar: text("The text is of the grammar in this file, in llama.cpp's notation (GBNF)", "FILE"),
};

const computationOptions = { quantize: quantizeOption, device: deviceOption };

/** The options of `qkv generate`, as its help has them. */
export const generateGroups = [
  ["Text", textOptions],
  ["Choice among tokens", samplingOptions],
  ["Form of the text", formOptions],
  ["Computation", computationOptions],
] as const;

/** The options of `qkv generate`. */
export const generateOptions = {
  ...textOptions,
  ...samplingOptions,
  ...formOptions,
  ...computationOptions,
};

/** What the user gives. */
export type AllGenerateOptions = OptionValues<typeof generateOptions>;

/** What is left of them once the model is on its device. */
export type GenerateOptions = Omit<AllGenerateOptions, "quantize" | "device">;
