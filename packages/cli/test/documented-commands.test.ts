import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applications } from "@qkv/nn/applications";
import { describe, expect, test } from "vitest";
import type { Command } from "../src/command-line/define-command.ts";
import { optionName } from "../src/command-line/option-name.ts";
import { evaluationCommand } from "../src/training/evaluation-command.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const below = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
const pages = [
  ...["README.md", "packages/cli/README.md"],
  ...below("docs/guides"),
  ...below("docs/applications"),
];

/** The words of every command line of qkv in a page's blocks of shell, comments and what follows a pipe left out. */
function commandLines(markdown: string): readonly (readonly string[])[] {
  const blocks = [...markdown.matchAll(/^```(?:sh)?\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line) => line.match(/(?:^|\| *)(?:npx )?qkv (.*)$/)?.[1] ?? [])
    .map(
      (line): readonly string[] =>
        line.match(/"[^"]*"|'[^']*'|#.*|\||[^\s"'|]+(?:"[^"]*")?/g) ?? [],
    )
    .map((words) => {
      const end = words.findIndex((word) => /^[#|>&]/.test(word));
      return end < 0 ? words : words.slice(0, end);
    });
}

async function commandNamed(name: string): Promise<Command | undefined> {
  const file = `../src/commands/${name}.ts`;
  const module: Record<string, Command> = await import(file).catch(() => ({}));
  return module[name];
}

/** What a line has that the command does not take. */
async function unknownIn([name = "", ...args]: readonly string[]): Promise<readonly string[]> {
  const command = await commandNamed(name);
  if (!command) return [name];
  const given = args
    .filter((word) => word.startsWith("--"))
    .map((word) => word.slice(2).split("=")[0]!);
  const unknownTo = ({ groups }: Command): readonly string[] => {
    const options = groups.flatMap(([, table]) => Object.entries(table));
    const known = options.flatMap(([key, { aliases = [] }]) => [optionName(key), ...aliases]);
    return given.filter((option) => option !== "help" && !known.includes(option));
  };
  // What is measured of a model of an application follows from its folder, which is not there.
  const others = name === "evaluate" ? Object.values(applications).map(evaluationCommand) : [];
  const unknown = [command.narrowed?.(args) ?? command, ...others].map(unknownTo);
  return unknown.find((names) => names.length === 0) ?? unknown[0]!;
}

describe.each(pages)("the command lines of %s", (page) => {
  const lines = commandLines(readFileSync(join(root, page), "utf8"));

  test("have commands and options that there are", async () => {
    const wrong = await Promise.all(
      lines.map(async (words) => ({ line: words.join(" "), unknown: await unknownIn(words) })),
    );
    expect(wrong.filter(({ unknown }) => unknown.length > 0)).toEqual([]);
  });
});

test("the lines are found, and an option that is not there is seen", async () => {
  const lines = commandLines("```sh\nnpx qkv train --data book --stepz 3   # a try\n```\n");
  expect(lines).toEqual([["train", "--data", "book", "--stepz", "3"]]);
  expect(await unknownIn(lines[0]!)).toEqual(["stepz"]);
  expect(await unknownIn(["trian"])).toEqual(["trian"]);
});
