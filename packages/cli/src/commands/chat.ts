import { GenerationBatch } from "@qkv/nn/generation";
import { ChatSession } from "../chat/chat-session.ts";
import { settingsIn } from "../chat/chat-settings.ts";
import { Conversation } from "../chat/conversation.ts";
import { loadConversation } from "../chat/conversation-file.ts";
import { PipedLines } from "../chat/piped-lines.ts";
import { TerminalLines } from "../chat/terminal-lines.ts";
import { commandOf } from "../command-line/define-command.ts";
import { requireOption } from "../command-line/require-option.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { expectDecoder, languageModelOf } from "../language-model/open-language-model.ts";
import { openPretrained } from "../language-model/open-pretrained.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer } from "../terminal/printer.ts";
import { allChatOptions, type ChatCommandOptions, chatGroups } from "./chat-options.ts";

export const chat = commandOf({
  name: "chat",
  description: "Talk with a model in the terminal",
  options: allChatOptions,
  groups: chatGroups,
  examples: [
    ["qkv chat --model models/chat", "/help lists what can be said to the program itself"],
    ["qkv chat --model models/chat --system 'Answer in one sentence.'", "with a system message"],
    ["echo 'What is a whale?' | qkv chat --model models/chat --temperature 0", "one question"],
  ],
  run: runChat,
});

async function runChat(given: ChatCommandOptions): Promise<number> {
  const path = requireOption("model", given.model, "the folder of a model");
  const { system = "", load, maxContext = 8192, device = "wasm" } = given;
  const { threads, quantize, dtype } = given;
  if (threads !== undefined) expectThreads(threads);
  if (device === "webgpu") refuseThreads(threads, device);
  const conversation = new Conversation(
    load === undefined
      ? { system, messages: [] }
      : { ...(await loadConversation(load)), ...(system === "" ? {} : { system }) },
  );
  const notices = new Printer({ json: true });
  await using compute = await ComputeDevice.open(device, threads);
  const opened = await openPretrained(path, { quantize, dtype }, compute, notices, {
    onConfig: (config) => expectDecoder(path, config),
    tokenizer: true,
  });
  await compute.settle(
    () => ({ model: opened.model, inputs: opened.model.sampleInputs(1) }),
    notices,
  );
  await opened.model.to(compute.device);
  const language = languageModelOf(path, opened);
  using batch = new GenerationBatch(language.model, { slots: 1, maxContext });
  using interruption = new Interruption();
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const printer = new Printer({ json: !interactive });
  const { dim } = printer.colours;
  if (language.chat.plain)
    printer.say(
      `note: the model has no chat template; it is told the chat as lines "User: ..." and "Assistant: ..."`,
    );
  if (interactive)
    printer.say(dim("/help lists the commands; Ctrl-C stops an answer, Ctrl-D leaves."));
  using lines = interactive
    ? new TerminalLines(process.stdin, process.stdout)
    : new PipedLines(process.stdin);
  interruption.signal.addEventListener("abort", () => lines[Symbol.dispose]());
  const output = {
    write: (text: string) => void process.stdout.write(text),
    note: (text: string) => printer.say(dim(text)),
  };
  await new ChatSession({ language, batch }, lines, output, {
    ...{ conversation, settings: settingsIn(given), ended: interruption.signal },
  }).run();
  return interruption.exitCode;
}
