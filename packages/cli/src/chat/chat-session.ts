import { describeFailure } from "../failures/describe-failure.ts";
import { runChatCommand } from "./chat-commands.ts";
import type { ChatSettings } from "./chat-settings.ts";
import { type ChatModel, type TurnFacts, takeTurn } from "./chat-turn.ts";
import { ContinuedPrompt } from "./continued-prompt.ts";
import type { Conversation } from "./conversation.ts";
import { GatheredInput } from "./gathered-input.ts";
import type { LineSource } from "./line-source.ts";

/** Where a chat is written: what the model says, and all else. */
export interface ChatOutput {
  readonly write: (text: string) => void;
  readonly note: (text: string) => void;
}

/** A chat from its first line to its end. */
export class ChatSession {
  readonly conversation: Conversation;
  settings: ChatSettings;
  readonly #model: ChatModel;
  readonly #lines: LineSource;
  readonly #output: ChatOutput;
  readonly #input = new GatheredInput();
  readonly #ended: AbortSignal;

  /** `ended` ends the chat and its answer. */
  constructor(
    model: Omit<ChatModel, "prompt">,
    lines: LineSource,
    output: ChatOutput,
    {
      conversation,
      settings,
      ended,
    }: { conversation: Conversation; settings: ChatSettings; ended: AbortSignal },
  ) {
    this.#model = { ...model, prompt: new ContinuedPrompt(model.language) };
    this.#lines = lines;
    this.#output = output;
    this.conversation = conversation;
    this.settings = settings;
    this.#ended = ended;
  }

  async run(): Promise<void> {
    for (let text = await this.#next(); text !== undefined; text = await this.#next()) {
      if (text.trim() === "") continue;
      if (!(await this.#take(text))) return;
    }
  }

  /** The next message or command; undefined at the end. */
  async #next(): Promise<string | undefined> {
    let interrupted = false;
    while (!this.#ended.aborted) {
      const input = await this.#lines.next(this.#input.begun ? "... " : "> ");
      if (this.#ended.aborted) return undefined;
      if (input.kind === "end") return this.#input.begun ? this.#input.rest() : undefined;
      if (input.kind === "interrupt") {
        if (interrupted) return undefined;
        interrupted = true;
        this.#input.clear();
        this.#output.note("\nCtrl-C once more leaves.");
        continue;
      }
      interrupted = false;
      const gathered = this.#input.add(input.text);
      if ("whole" in gathered) return gathered.whole;
    }
    return undefined;
  }

  /** Do what was written; false where that ends the chat. What goes wrong is said, and the chat goes on. */
  async #take(text: string): Promise<boolean> {
    try {
      if (text.startsWith("/")) {
        const said = await runChatCommand(text, this);
        if (said !== undefined) this.#output.note(said);
        return said !== undefined;
      }
      await this.#answer(text);
    } catch (error) {
      this.#output.note(`error: ${describeFailure(error).message}`);
    }
    return true;
  }

  async #answer(text: string): Promise<void> {
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    this.#lines.onInterrupt = stop;
    this.#ended.addEventListener("abort", stop, { once: true });
    try {
      const facts = await takeTurn(this.#model, this.conversation, text, {
        ...{ settings: this.settings, signal: stopping.signal, write: this.#output.write },
      });
      this.#output.write("\n");
      this.#output.note(describeFacts(facts));
    } finally {
      this.#lines.onInterrupt = () => {};
      this.#ended.removeEventListener("abort", stop);
    }
  }
}

const endings = { stop: "", length: ", cut at its length", interrupted: ", stopped" } as const;

function describeFacts({
  tokens,
  milliseconds,
  promptTokens,
  cachedTokens,
  ended,
}: TurnFacts): string {
  const rate = milliseconds > 0 ? ((tokens - 1) / milliseconds) * 1000 : 0;
  const speed = rate > 0 ? `, ${rate.toFixed(1)} tokens/s` : "";
  const kept = cachedTokens > 0 ? `, ${cachedTokens} of them kept` : "";
  return `[${tokens} ${tokens === 1 ? "token" : "tokens"}${speed}${endings[ended]}; prompt ${promptTokens} tokens${kept}]`;
}
