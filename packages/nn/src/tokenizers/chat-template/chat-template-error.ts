/** Thrown for a chat template that cannot be read, or that refuses what it is to render. */
export class ChatTemplateError extends Error {
  override readonly name = "ChatTemplateError";
  /** Whether the template raised it itself, by `raise_exception`. */
  readonly raised: boolean;

  constructor(problem: string, raised = false) {
    super(raised ? problem : `chat template: ${problem}`);
    this.raised = raised;
  }
}
