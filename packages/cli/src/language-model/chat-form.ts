import type { ChatMessage, PretrainedTokenizer } from "@qkv/nn/tokenizers";

/** A conversation as the model reads it. */
export interface RenderedPrompt {
  readonly text: string;
  readonly ids: Int32Array;
}

/** How a model is told a conversation. */
export interface ChatForm {
  /** Whether the model brings no template, so that the conversation is a text of lines. */
  readonly plain: boolean;
  /** Whether it can be told of functions that it may call. */
  readonly takesTools: boolean;
  /** Whether calls of functions come as `<tool_call>` with JSON in it, as Hermes and Qwen 2 and 3 write them. */
  readonly marksToolCalls: boolean;
  /** What ends an answer beside the model's own ends. */
  readonly stop: readonly string[];
  /** The conversation up to where the next answer begins. @throws ChatTemplateError where the template refuses it */
  render(messages: readonly ChatMessage[], tools?: readonly object[]): RenderedPrompt;
}

/** By the tokenizer's chat template, or, where there is none, line by line. */
export function chatFormOf(tokenizer: PretrainedTokenizer): ChatForm {
  const { chatTemplates } = tokenizer.config;
  return chatTemplates.size > 0 ? templateForm(tokenizer) : plainForm(tokenizer);
}

function templateForm(tokenizer: PretrainedTokenizer): ChatForm {
  const { chatTemplates } = tokenizer.config;
  const template = chatTemplates.get("tool_use") ?? chatTemplates.get("default") ?? "";
  return {
    plain: false,
    takesTools: /\btools\b/.test(template),
    marksToolCalls: template.includes("<tool_call>") && !/<function=|<arg_key>/.test(template),
    stop: [],
    render(messages, tools) {
      const { text } = tokenizer.applyChatTemplate(messages, {
        addGenerationPrompt: true,
        ...(tools ? { tools } : {}),
      });
      return { text, ids: tokenizer.encode(text, { addSpecialTokens: false }) };
    },
  };
}

const speakers: Readonly<Record<string, string>> = { user: "User", assistant: "Assistant" };

function plainForm(tokenizer: PretrainedTokenizer): ChatForm {
  return {
    plain: true,
    takesTools: false,
    marksToolCalls: false,
    stop: ["\nUser:"],
    render(messages) {
      const lines = messages.map(({ role, content }) => {
        const speaker = speakers[role];
        if (speaker === undefined) return `${content}\n\n`;
        // An answer brings its own space, and is told as it was said.
        return `${speaker}:${/^\s/.test(String(content)) ? "" : " "}${content}\n`;
      });
      const text = `${lines.join("")}Assistant:`;
      return { text, ids: begunWith(tokenizer, text) };
    },
  };
}

/** With what a tokenizer puts before a text, and without what it puts behind one, for the text goes on. */
export function begunWith(tokenizer: PretrainedTokenizer, text: string): Int32Array {
  const ids = tokenizer.encode(text);
  const end = tokenizer.specialTokenId("eos");
  const alone = tokenizer.encode(text, { addSpecialTokens: false });
  return ids.length > alone.length && ids.at(-1) === end && alone.at(-1) !== end
    ? ids.slice(0, -1)
    : ids;
}
