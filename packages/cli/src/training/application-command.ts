import type { Application } from "@qkv/nn/applications";
import { type Command, commandOf } from "../command-line/define-command.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { settingsGiven, taskOptionsOf } from "../task-runs/task-options.ts";
import { applicationRun } from "./application-run.ts";
import { openTrainingDevice } from "./open-training-device.ts";
import { startOrResume } from "./start-or-resume.ts";
import { resumeOrStartOption } from "./train-options.ts";
import { trainRun } from "./train-run.ts";

const runOptions = {
  task: text("The application; qkv tasks lists them", "NAME"),
  data: text(
    "What to learn from: a file or a folder; the application's own small data unless given",
    "PATH",
  ),
  preset: text("Settings to start from", "NAME"),
  out: text("Folder of the run; a new one in runs/ unless given", "DIR"),
  resume: text("Go on with the run in this folder", "DIR"),
  resumeOrStart: resumeOrStartOption,
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute on the CPU, auto for one on each core; 1 unless given",
  ),
  report: text("Write a page with curves, figures, examples and settings", "FILE.html"),
  json: flag("One JSON object a step on stdout, all else on stderr"),
};

export type ApplicationOptions = OptionValues<typeof runOptions>;

/** `qkv train --task NAME`: what it takes beside what every application takes is in its own table. */
export function applicationCommand(application: Application): Command {
  const { name, description, data, presets } = application;
  const own = taskOptionsOf(application);
  const isShared = (option: string): boolean => Object.hasOwn(runOptions, option);
  return {
    ...commandOf({
      name: `train --task ${name}`,
      description: `${description.charAt(0).toUpperCase()}${description.slice(1)}. Data: ${data.expected}; unless given ${data.usual}`,
      options: { ...runOptions, ...own },
      groups: [
        ["Task, run and device", runOptions],
        [`Settings of ${name}`, own],
      ],
      examples: [
        [`qkv train --task ${name}`, presets[0]!.description],
        [`qkv train --task ${name} --data PATH --out runs/mine`, "on your own files"],
      ],
      async run(given) {
        const settings = Object.entries(given).filter(([option]) => !isShared(option));
        const { preset } = given;
        const asked = {
          ...settingsGiven(application, Object.fromEntries(settings)),
          ...(preset === undefined ? {} : { preset }),
        };
        const options = await startOrResume(given);
        if (!options) return 0;
        await using compute = await openTrainingDevice(options);
        return await trainRun(options, compute, (session) =>
          applicationRun(application, asked, options, session),
        );
      },
    }),
    usage: `qkv train --task ${name} [--data PATH] [options]`,
    lists: [["Presets", presets.map((one) => [one.name, one.description])]],
  };
}
