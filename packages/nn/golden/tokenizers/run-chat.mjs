import { nn } from "../library.mjs";
import { exactly } from "./exactly.mjs";

/** A conversation written by a template, or the reason why the template refuses it. */
export function runChat(view, book) {
  const { template, messages, tools, documents, variables, rare: _rare, ...rest } = view;
  const { text, error, error_type: errorType, assistant_spans: spans } = rest;
  void [view.kind];
  const render = () =>
    nn.applyChatTemplate(book.templates[template], book.messages[messages], {
      addGenerationPrompt: view.add_generation_prompt ?? false,
      continueFinalMessage: view.continue_final_message ?? false,
      tools: tools ? book.tools : undefined,
      documents: documents ? book.documents : undefined,
      variables,
    });
  if (error !== undefined) {
    expectError(render, error, errorType);
    return;
  }
  const rendered = render();
  exactly("text", rendered.text, text);
  if (spans !== undefined)
    exactly(
      "assistant_spans",
      rendered.assistantSpans.map(([start, end]) => [start, end]),
      spans,
    );
}

/** What a template raises itself has a message of its own; other errors are Python's, and not compared. */
function expectError(render, error, type) {
  let raised;
  try {
    render();
  } catch (caught) {
    raised = caught;
  }
  if (type !== "TemplateError") return;
  if (!(raised instanceof nn.ChatTemplateError))
    throw new Error(`it is taken, expected to be refused: ${error}`);
  if (!raised.message.includes(error)) exactly("error", raised.message, error);
}
