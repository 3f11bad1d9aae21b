import type { StepRecord } from "@qkv/nn";
import asciichart from "asciichart";
import type { Printer } from "../terminal/printer.ts";
import { bucketMeans, validationAlong } from "./loss-series.ts";

const labelWidth = 7;
/** Columns left of the curve: the label, a space and the axis. */
const margin = labelWidth + 2;
const height = 12;

/** The loss curves, drawn with characters; "" for fewer than two steps. */
export function lossPlot(records: readonly StepRecord[], printer: Printer): string {
  const { colours } = printer;
  const points = Math.max(20, Math.min(printer.columns - margin - 1, 90));
  const training = bucketMeans(records, points);
  if (training.length < 2) return "";
  // Without colours nobody could tell the two curves apart.
  const validation = colours.isColorSupported ? validationAlong(records, training) : undefined;
  const colors = validation ? [asciichart.yellow, asciichart.cyan] : [asciichart.cyan];
  const all = [...(validation ?? []), ...training];
  const digits = digitsFor(Math.max(...all) - Math.min(...all));
  const chart = asciichart.plot(
    [...(validation ? [validation] : []), training].map((series) => [...series]),
    {
      height,
      format: (value: number) => value.toFixed(digits).padStart(labelWidth),
      ...(colours.isColorSupported ? { colors } : {}),
    },
  );
  const [first, last] = [`${records[0]!.step}`, `step ${records.at(-1)!.step}`];
  const axis = first + last.padStart(training.length - first.length);
  const legend = [
    `${colours.cyan("──")} training loss`,
    ...(validation ? [`${colours.yellow("──")} validation loss`] : []),
  ].join("   ");
  return [chart, ...[axis, legend].map((line) => " ".repeat(margin) + line)].join("\n");
}

/** So many that neighbouring lines have different labels; two at least, and no more than a label has room for. */
function digitsFor(range: number): number {
  const step = range / height;
  return step > 0 ? Math.max(2, Math.min(4, Math.ceil(-Math.log10(step)))) : 2;
}
