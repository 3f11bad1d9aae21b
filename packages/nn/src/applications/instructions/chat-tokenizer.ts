import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { trainTokenizer } from "../../tokenizers/training/train-tokenizer.ts";
import type { Dialogue } from "./dialogue.ts";

/** Ends a message. */
export const END = "<|end|>";
/** What no text says: the end of a message, and who says the next. */
export const chatMarks = [END, "<|system|>", "<|user|>", "<|assistant|>"] as const;

/** Each message behind the token of who says it; {% generation %} marks what is learnt. */
export const chatTemplate =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' }}" +
  "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|end|>' }}{% endgeneration %}" +
  "{% else %}{{ message['content'] + '<|end|>' }}{% endif %}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

/** The files of a tokenizer of bytes as GPT-2's, trained on what is said, with the chat template. */
export async function chatTokenizer(
  dialogues: readonly Dialogue[],
  vocabSize: number,
): Promise<FilesByName> {
  const said = dialogues.flatMap(({ messages }) => messages.map(({ content }) => content));
  const tokenizer = await trainTokenizer("bpe", said, {
    vocabSize,
    specialTokens: [...chatMarks],
  });
  const config = {
    ...{ tokenizer_class: "PreTrainedTokenizerFast", chat_template: chatTemplate },
    ...{ eos_token: END, pad_token: END, clean_up_tokenization_spaces: false },
  };
  return new Map([
    ["tokenizer.json", jsonFile(tokenizer)],
    ["tokenizer_config.json", jsonFile(config)],
    ["generation_config.json", jsonFile({ eos_token_id: 0, pad_token_id: 0 })],
  ]);
}
