import { applications } from "@qkv/nn/applications";
import { UsageError } from "../failures/command-error.ts";

/** Figures of every training, of which less is better. */
const losses = ["valLoss", "loss"];

/** Whether more or less of a figure is better. @throws UsageError for a figure that the trainings do not have */
export function figureDirection(metric: string, task: unknown): "lower" | "higher" {
  if (losses.includes(metric)) return "lower";
  const application = Object.values(applications).find(({ name }) => name === task);
  const figures = application?.figures ?? {};
  if (Object.hasOwn(figures, metric)) return figures[metric]!.better;
  throw new UsageError(
    `--metric is ${JSON.stringify(metric)}, expected ${[...losses, ...Object.keys(figures)].join(", ")}`,
  );
}
