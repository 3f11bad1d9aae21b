import { describeValue } from "../../options/describe-value.ts";
import type { PretrainedTokenizer, TextPair } from "../../tokenizers/pretrained-tokenizer.ts";
import type { ReadyModel } from "../task-model.ts";

/** The tokenizer of a model that is to read text. @throws TypeError where its folder has none */
export function tokenizerOf(task: string, { tokenizer }: ReadyModel): PretrainedTokenizer {
  if (tokenizer) return tokenizer;
  throw new TypeError(
    `${task}: the model has no tokenizer, expected tokenizer.json in its folder, or the option tokenizer`,
  );
}

/** @throws TypeError that names the task, for what is no text */
export function expectInputText(
  task: string,
  name: string,
  value: unknown,
): asserts value is string {
  if (typeof value === "string") return;
  throw new TypeError(`${task}: ${name} is ${describeValue(value)}, expected text`);
}

/** A text, or two that the model sees together; Hugging Face calls the second one `text_pair`. */
export type TextOrPair =
  | string
  | { readonly text: string; readonly pair: string }
  | { readonly text: string; readonly text_pair: string };

/** @throws TypeError that names the task, for what is neither */
export function textOrPair(task: string, input: TextOrPair): string | TextPair {
  if (typeof input === "string") return input;
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new TypeError(
      `${task}: an input is ${describeValue(input)}, expected text, or { text, pair }`,
    );
  const { text, ...rest } = input;
  const pair = "pair" in rest ? rest.pair : "text_pair" in rest ? rest.text_pair : undefined;
  expectInputText(task, "text", text);
  if (pair === undefined && Object.keys(rest).length === 0) return text;
  expectInputText(task, "pair", pair);
  return { text, pair };
}
