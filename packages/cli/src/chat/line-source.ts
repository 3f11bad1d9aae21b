/** What somebody at the keyboard does: a line, Ctrl-C, or the end (Ctrl-D, or the end of a pipe). */
export type Input =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "interrupt" }
  | { readonly kind: "end" };

/** Where a chat's lines come from. */
export interface LineSource extends Disposable {
  /** The next line; the prompt is shown where there is a terminal. */
  next(prompt: string): Promise<Input>;
  /** Called on Ctrl-C while nobody waits for a line. */
  onInterrupt: () => void;
}
