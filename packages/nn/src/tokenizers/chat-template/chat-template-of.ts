import type { TokenizerConfig } from "../tokenizer-config.ts";
import { ChatTemplateError } from "./chat-template-error.ts";

/** The template of a tokenizer with this name, or that text itself. */
export function chatTemplateOf(
  { chatTemplates }: TokenizerConfig,
  given: string | undefined,
  withTools: boolean,
): string {
  if (given !== undefined) {
    const named = chatTemplates.get(given);
    if (named !== undefined || /\{[{%#]/.test(given)) return named ?? given;
    throw new ChatTemplateError(
      `there is no template ${JSON.stringify(given)}, expected ${[...chatTemplates.keys()].join(", ") || "a template's text, for the tokenizer has none"}`,
    );
  }
  const own =
    (withTools ? chatTemplates.get("tool_use") : undefined) ?? chatTemplates.get("default");
  if (own !== undefined) return own;
  throw new ChatTemplateError(
    "the tokenizer has no chat template, expected one in tokenizer_config.json or chat_template.jinja, or as the option template",
  );
}
