import { coloursOf } from "../terminal/colours.ts";
import { displayWidth, padToWidth } from "../terminal/display-width.ts";
import { wrapWords } from "../terminal/wrap-words.ts";
import type { Command, Example } from "./define-command.ts";
import { describeExamples } from "./describe-examples.ts";
import { optionName } from "./option-name.ts";

/** Longer labels have a line of their own above their description. */
const widestLabel = 24;
/** Longer lines are hard to read on any terminal. */
const widestText = 100;

type Entry = readonly [label: string, description: string];

/** Usage, options and examples of a command, for a terminal of so many columns. */
export function commandHelp(
  { name, description, usage, lists = [], groups, examples }: Command,
  columns: number,
): string {
  const options = groups.map(
    ([title, table]) =>
      [
        title,
        Object.entries(table).map(([key, option]): Entry => {
          const value = option.valueHint === undefined ? "" : ` ${option.valueHint}`;
          return [`--${optionName(key)}${value}`, option.description];
        }),
      ] as const,
  );
  const first = description.charAt(0).toLowerCase() + description.slice(1);
  const entries = [...lists, ...options];
  const written = usage ?? `qkv ${name} [options]`;
  return helpPage(`qkv ${name}: ${first}`, written, entries, examples, columns);
}

/** What stands above the examples of all commands. */
export interface Overview {
  readonly description: string;
  readonly commands: readonly Command[];
  readonly examples: readonly Example[];
}

/** The commands there are. */
export function overviewHelp(
  { description, commands, examples }: Overview,
  columns: number,
): string {
  const entries = commands.map(({ name, description }): Entry => [name, description]);
  const others: readonly Entry[] = [
    ["help COMMAND", "All options of a command, and examples; qkv COMMAND --help shows the same"],
    ["--version", "The version of this program"],
  ];
  const groups = [
    ["Commands", entries],
    ["Others", others],
  ] as const;
  return helpPage(description, "qkv COMMAND [options]", groups, examples, columns);
}

function helpPage(
  title: string,
  usage: string,
  groups: readonly (readonly [title: string, entries: readonly Entry[]])[],
  examples: readonly Example[],
  terminal: number,
): string {
  const columns = Math.min(terminal, widestText);
  const colours = coloursOf(process.stdout);
  const heading = (text: string): string => colours.bold(text.toUpperCase());
  const labels = groups.flatMap(([, entries]) => entries.map(([label]) => displayWidth(label)));
  const widest = Math.max(...labels.filter((width) => width <= widestLabel));
  const sections = groups.map(([title, entries]) =>
    [heading(title), ...entries.flatMap((entry) => describeEntry(entry, widest, columns))].join(
      "\n",
    ),
  );
  return [
    wrapWords(title, columns).join("\n"),
    `${heading("Usage")}  ${usage}`,
    ...sections,
    `${heading("Examples")}\n${describeExamples(examples, columns, colours)}`,
  ].join("\n\n");
}

/** A label, and its description beside it, or below it where there is no room. */
function describeEntry([label, description]: Entry, widest: number, columns: number): string[] {
  const beside = columns - widest - 4 >= 30;
  const margin = " ".repeat(beside ? widest + 4 : 6);
  const lines = wrapWords(description, columns - margin.length).map((line) => margin + line);
  if (!beside || displayWidth(label) > widest) return [...labelLines(label, columns), ...lines];
  return [`  ${padToWidth(label, widest)}  ${lines[0]!.slice(margin.length)}`, ...lines.slice(1)];
}

/** A label that is wider than the terminal goes on behind one of its strokes: a choice among many. */
function labelLines(label: string, columns: number): string[] {
  const lines = wrapWords(label.replaceAll("|", "| "), columns - 2, { hang: "  " });
  return lines.map((line) => `  ${line.replaceAll("| ", "|")}`);
}
