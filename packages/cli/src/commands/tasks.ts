import { applications } from "@qkv/nn/applications";
import { commandOf } from "../command-line/define-command.ts";
import { flag } from "../command-line/option.ts";
import { Printer, printJson } from "../terminal/printer.ts";

export const tasks = commandOf({
  name: "tasks",
  description: "List what qkv train --task learns: data, sizes, minutes",
  options: { json: flag("One JSON object a task on stdout") },
  examples: [
    ["qkv tasks", "all of them"],
    ["qkv train --task NAME --help", "what one of them can be told"],
  ],
  async run({ json = false }) {
    const printer = new Printer({ json });
    for (const { name, description, data, presets, pipeline, figures } of Object.values(
      applications,
    )) {
      if (json) {
        printJson({ name, description, data, presets, pipeline, figures });
        continue;
      }
      printer.line(`${printer.colours.bold(name)}  ${description}`);
      const rows = [
        ["data", data.expected],
        ["unless given", data.usual],
        ...(data.published === undefined ? [] : [["published", data.published]]),
        ...presets.map((preset) => [preset.name, preset.description]),
      ];
      printer.line(`${printer.table(rows, { indent: "  " })}\n`);
    }
    return 0;
  },
});
