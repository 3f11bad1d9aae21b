import type { ChatMessage } from "@qkv/nn/tokenizers";

/** A message of a chat: its role and its text. */
export interface TextMessage extends ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** What has been said so far. */
export interface ChatState {
  /** What the model is told before all else; "" for nothing. */
  readonly system: string;
  readonly messages: readonly TextMessage[];
}

const empty: ChatState = { system: "", messages: [] };

/** A chat whose changes can be undone, one after the other. */
export class Conversation {
  #state: ChatState;
  readonly #before: ChatState[] = [];

  constructor(state: ChatState = empty) {
    this.#state = state;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** As a chat template takes it; with a text that is about to be said. */
  messages(next?: string): readonly ChatMessage[] {
    const { system, messages } = this.#state;
    return [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...messages,
      ...(next === undefined ? [] : [{ role: "user", content: next }]),
    ];
  }

  /** A text of the user, and what the model said to it. */
  exchange(asked: string, answered: string): void {
    this.#change({
      messages: [
        ...this.#state.messages,
        { role: "user", content: asked },
        { role: "assistant", content: answered },
      ],
    });
  }

  setSystem(system: string): void {
    this.#change({ system });
  }

  /** Forget what was said; the system message stays. */
  reset(): void {
    this.#change({ messages: [] });
  }

  replace(state: ChatState): void {
    this.#change(state);
  }

  /** Back to what was before the last change; false where there is none. */
  undo(): boolean {
    const before = this.#before.pop();
    if (before) this.#state = before;
    return before !== undefined;
  }

  #change(changed: Partial<ChatState>): void {
    this.#before.push(this.#state);
    this.#state = { ...this.#state, ...changed };
  }
}
