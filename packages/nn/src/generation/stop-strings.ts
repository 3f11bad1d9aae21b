/** Splits text that comes in pieces into what is sure and what may yet turn out to begin a stop string. */
export class StopStrings {
  readonly #strings: readonly string[];
  /** The end of the text so far, which may begin a stop string. */
  #held = "";

  constructor(strings: readonly string[], who = "generate") {
    if (strings.some((string) => string === ""))
      throw new RangeError(`${who}: a stop string is empty`);
    this.#strings = strings;
  }

  /** The text that a piece makes sure, and whether a stop string follows on it. */
  add(piece: string): { readonly sure: string; readonly stopped: boolean } {
    const text = this.#held + piece; // no longer than the longest stop string and the piece
    const starts = this.#strings.map((string) => text.indexOf(string)).filter((at) => at >= 0);
    const stopped = starts.length > 0;
    const sure = text.slice(0, stopped ? Math.min(...starts) : text.length - this.#begun(text));
    this.#held = text.slice(sure.length);
    return { sure, stopped };
  }

  /** What was held back, now that no more text comes. */
  rest(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  /** Length of the longest end of the text that begins a stop string. */
  #begun(text: string): number {
    let begun = 0;
    for (const string of this.#strings)
      for (let length = Math.min(string.length - 1, text.length); length > begun; length--)
        if (text.endsWith(string.slice(0, length))) begun = length;
    return begun;
  }
}
