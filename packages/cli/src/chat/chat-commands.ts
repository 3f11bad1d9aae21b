import { nearestHint } from "@qkv/nn/options";
import { UsageError } from "../failures/command-error.ts";
import { type ChatSettings, changedSettings, describeSettings } from "./chat-settings.ts";
import type { Conversation } from "./conversation.ts";
import { loadConversation, saveConversation } from "./conversation-file.ts";

/** What commands act on. */
export interface CommandTarget {
  readonly conversation: Conversation;
  settings: ChatSettings;
}

interface ChatCommand {
  /** What stands behind its name. */
  readonly takes: string;
  readonly help: string;
  /** What to say of it; undefined ends the chat. */
  readonly run: (target: CommandTarget, argument: string) => string | undefined | Promise<string>;
}

const count = (length: number): string => `${length} ${length === 1 ? "message" : "messages"}`;

const commands: Readonly<Record<string, ChatCommand>> = {
  reset: {
    takes: "",
    help: "forget what was said; the system message stays",
    run({ conversation }) {
      conversation.reset();
      return "Forgotten; /undo brings it back.";
    },
  },
  undo: {
    takes: "",
    help: "take the last exchange, or the last change, back",
    run({ conversation }) {
      if (!conversation.undo()) return "There is nothing to take back.";
      return `Taken back; the chat has ${count(conversation.state.messages.length)}.`;
    },
  },
  system: {
    takes: "TEXT",
    help: "what the model is told before all else; nothing without TEXT",
    run({ conversation }, text) {
      conversation.setSystem(text);
      return text === "" ? "There is no system message." : "The system message is set.";
    },
  },
  set: {
    takes: "NAME VALUE",
    help: "how answers are made: /set temperature 0.7; alone it shows what is set",
    run(target, argument) {
      if (argument !== "") {
        const [name = "", value = "", ...more] = argument.split(/[\s=]+/);
        if (more.length > 0)
          throw new UsageError("/set takes a name and a value: /set temperature 0.7");
        target.settings = changedSettings(target.settings, name, value);
      }
      return describeSettings(target.settings);
    },
  },
  save: {
    takes: "FILE",
    help: "write the chat to a file, as JSON",
    async run({ conversation }, path) {
      const file = expectFile("save", path);
      await saveConversation(file, conversation.state);
      return `Saved in ${file}.`;
    },
  },
  load: {
    takes: "FILE",
    help: "go on with a chat out of a file; /undo goes back to this one",
    async run({ conversation }, path) {
      const state = await loadConversation(expectFile("load", path));
      conversation.replace(state);
      return `Loaded, ${count(state.messages.length)}.`;
    },
  },
  help: { takes: "", help: "this list", run: () => helpText() },
  exit: { takes: "", help: "leave; so do Ctrl-D, and Ctrl-C twice", run: () => undefined },
};

function expectFile(name: string, path: string): string {
  if (path !== "") return path;
  throw new UsageError(`/${name} lacks the name of a file`);
}

/** Do what a line with / at its beginning says. @throws UsageError for one that there is not */
export function runChatCommand(
  line: string,
  target: CommandTarget,
): string | undefined | Promise<string> {
  const [, name = "", argument = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const hint = nearestHint(name, Object.keys(commands), "/");
    throw new UsageError(`there is no /${name.slice(0, 40)}${hint}; /help lists all`);
  }
  if (command.takes === "" && argument.trim() !== "")
    throw new UsageError(
      `/${name} takes nothing, but ${JSON.stringify(argument.trim().slice(0, 40))} was given`,
    );
  return command.run(target, argument.trim());
}

function helpText(): string {
  const rows = Object.entries(commands).map(([name, { takes, help }]) => {
    return [`/${name}${takes === "" ? "" : ` ${takes}`}`, help] as const;
  });
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    ...rows.map(([label, help]) => `  ${label.padEnd(width)}  ${help}`),
    '  A \\ at the end of a line goes on with the next; """ begins and ends a text of many lines.',
    "  Ctrl-C stops an answer; what there is of it stays.",
  ].join("\n");
}
