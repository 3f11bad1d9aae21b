/** Splits growing text into what is sure and what may yet turn out to begin a stop string. */
export class StopStrings {
  readonly #strings: readonly string[];

  constructor(strings: readonly string[]) {
    if (strings.some((string) => string === ""))
      throw new RangeError("generate: a stop string is empty");
    this.#strings = strings;
  }

  /** Length of the text before the first stop string in it; undefined when there is none. */
  find(text: string): number | undefined {
    const starts = this.#strings.map((string) => text.indexOf(string)).filter((at) => at >= 0);
    return starts.length > 0 ? Math.min(...starts) : undefined;
  }

  /** Length of the text that no stop string can reach back into, whatever follows. */
  sureLength(text: string): number {
    let held = 0;
    for (const string of this.#strings)
      for (let length = Math.min(string.length - 1, text.length); length > held; length--)
        if (text.endsWith(string.slice(0, length))) held = length;
    return text.length - held;
  }
}
