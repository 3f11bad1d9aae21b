import { describeDevice } from "../compute-device/describe-device.ts";
import { formatBytes, formatCount } from "../terminal/format-number.ts";
import type { DeviceFigures } from "./measure-work.ts";
import { type Comparison, tolerance } from "./run-comparison.ts";
import { tensorCells, verdict } from "./worst-tensors.ts";

/** A figure of the comparison: how to get it, and how to say it. */
export interface ComparedFigure {
  readonly label: string;
  readonly unit: string;
  readonly of: (figures: DeviceFigures) => number;
  readonly format: (value: number) => string;
}

const rounded = (value: number): string =>
  value >= 1000 ? formatCount(value) : value.toPrecision(3);

/** The rows of the table, and the charts of the page. */
export const comparedFigures: readonly ComparedFigure[] = [
  { label: "load", unit: "ms", of: ({ load }) => load, format: rounded },
  { label: "first step", unit: "ms", of: ({ firstStep }) => firstStep, format: rounded },
  { label: "training step", unit: "ms", of: ({ step }) => step, format: rounded },
  {
    ...{ label: "generation", unit: "tokens/s", format: rounded },
    of: ({ tokensPerSecond }) => tokensPerSecond,
  },
  { label: "memory at most", unit: "", of: ({ memory }) => memory, format: formatBytes },
];

/** What is compared, and on what. */
export function comparisonFacts({
  subject,
  figures,
}: Comparison): readonly (readonly [string, string])[] {
  const { settings, name, modelName, shape } = subject;
  return [
    ["model", `${name}: ${modelName}, ${shape}`],
    ["step", `forward, backward and AdamW on ${formatCount(settings.batch)} sequences`],
    ...figures.map(({ device }, i) => [i === 0 ? "devices" : "", describeDevice(device)] as const),
  ];
}

/** A row for each figure: label, unit, and a cell for each device. */
export function comparisonRows({ figures }: Comparison): readonly (readonly string[])[] {
  return comparedFigures.map(({ label, unit, of, format }) => [
    ...[label, unit],
    ...figures.map((one) => format(of(one))),
  ]);
}

/** How far apart the devices' numbers are, in sentences. */
export function comparisonVerdict({ verification, figures }: Comparison): string {
  const [a, b] = figures.map(({ device }) => device.name);
  const [name, pass, , , relative] = tensorCells(verification.worst);
  return (
    `${verdict(verification, tolerance)}\n` +
    `${b} is furthest from ${a} in ${name} (${pass}): ${relative} of its size.`
  );
}

/** The same for programs. */
export function comparisonJson({ subject, figures, verification }: Comparison): object {
  const { tensors, worst, firstDeparture } = verification;
  return {
    ...{ model: subject.config, batch: subject.settings.batch },
    devices: figures.map(({ device, load, firstStep, step, steps, tokensPerSecond, memory }) => ({
      ...device.info(),
      ...{ load, firstStep, step, steps, tokensPerSecond, memory },
    })),
    differences: {
      ...{ tolerance, agrees: firstDeparture === undefined, tensors: tensors.length },
      ...{ worst, firstDeparture: firstDeparture ?? null },
    },
  };
}
