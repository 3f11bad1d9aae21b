import { randomUUID } from "node:crypto";

/** A call of a function, as chats tell it. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

const opening = "<tool_call>";
/** Begins a call. */
export const callOpening = `${opening}\n`;
const closing = "</tool_call>";

/** What a piece of an answer says, and calls. */
export interface SaidAndCalled {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/**
 * Tells the calls in an answer from what it says: `<tool_call>{"name": ..., "arguments": {...}}</tool_call>`, as Hermes and
 * Qwen write them. What is no call of a known function is text.
 */
export class ToolCallReader {
  readonly #names: readonly string[];
  #held = "";

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(piece: string): SaidAndCalled {
    this.#held += piece;
    const calls: ToolCall[] = [];
    let text = "";
    for (;;) {
      const start = this.#held.indexOf(opening);
      if (start < 0) {
        const sure = this.#held.length - beginningOf(opening, this.#held);
        text += this.#held.slice(0, sure);
        this.#held = this.#held.slice(sure);
        return { text, calls };
      }
      const end = this.#held.indexOf(closing, start);
      text += this.#held.slice(0, start);
      this.#held = this.#held.slice(start);
      if (end < 0) return { text, calls };
      const whole = this.#held.slice(0, end - start + closing.length);
      this.#held = this.#held.slice(whole.length);
      const call = this.#callIn(whole.slice(opening.length, -closing.length));
      if (call) calls.push(call);
      else text += whole;
    }
  }

  /** The answer is over; some models leave the last closing mark to their end token. */
  end(): SaidAndCalled {
    const held = this.#held;
    this.#held = "";
    const call = held.startsWith(opening) ? this.#callIn(held.slice(opening.length)) : undefined;
    return call ? { text: "", calls: [call] } : { text: held, calls: [] };
  }

  #callIn(json: string): ToolCall | undefined {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return undefined;
    }
    const { name, arguments: given = {} } = Object(value) as Record<string, unknown>;
    if (typeof name !== "string" || !this.#names.includes(name)) return undefined;
    const text = typeof given === "string" ? given : JSON.stringify(given);
    const id = `call_${randomUUID().replaceAll("-", "")}`;
    return { id, type: "function", function: { name, arguments: text } };
  }
}

/** How many characters at the end of a text may begin the mark. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--)
    if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}
