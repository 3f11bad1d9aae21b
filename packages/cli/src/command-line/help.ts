import { stripVTControlCharacters } from "node:util";
import { type CommandDef, renderUsage } from "citty";
import { coloursOf } from "../terminal/colours.ts";
import type { Example } from "./define-command.ts";

/** Usage, options and examples of a command. */
export async function helpText(
  definition: CommandDef,
  examples: readonly Example[],
  parent?: CommandDef,
): Promise<string> {
  const usage = await renderUsage(definition, parent);
  const colours = coloursOf(process.stdout);
  const lines = examples.flatMap(([line, meaning]) => [
    `  ${colours.dim(`# ${meaning}`)}`,
    `  ${line}`,
  ]);
  const text = [usage, "", colours.underline(colours.bold("EXAMPLES")), "", ...lines].join("\n");
  return colours.isColorSupported ? text : stripVTControlCharacters(text);
}
