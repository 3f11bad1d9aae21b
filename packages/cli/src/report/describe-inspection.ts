import type { Inspection } from "@qkv/nn/recipes";
import { formatBytes, formatCount, formatMagnitude } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { attentionMap } from "./attention-map.ts";

/** An inspection for people: configuration, parameters, memory, FLOPs, and the tensors of a prompt. */
export function describeInspection(inspection: Inspection, printer: Printer): string {
  const { cut } = inspection;
  const part = cut
    ? ` of the last ${formatCount(cut.contextLength)} of ${formatCount(cut.promptTokens)} tokens: the context holds no more`
    : "";
  const sections: (readonly [string, string])[] = [
    ["Configuration", configuration(inspection, printer)],
    ["Parameters", parameters(inspection, printer)],
    ["By component", components(inspection, printer)],
    ["Memory", memory(inspection, printer)],
    ["Computation", computation(inspection, printer)],
  ];
  if (inspection.tensors)
    sections.push([`Tensors on the way${part}`, tensors(inspection.tensors, printer)]);
  if (inspection.crossAttention)
    sections.push(["Cross-attention", attentionMap(inspection.crossAttention, printer.width)]);
  const bold = (title: string): string => printer.colours.bold(printer.wrap(title));
  return sections.map(([title, body]) => `${bold(title)}\n${body}`).join("\n\n");
}

const indent = "  ";
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

function configuration({ config }: Inspection, printer: Printer): string {
  return printer.table(
    Object.entries(config).map(([name, value]) => [name, String(value)]),
    { indent },
  );
}

function parameters({ parameters, total }: Inspection, printer: Printer): string {
  const rows = parameters.map(({ name, component, shape, count, share }) => [
    name,
    component,
    shapeText(shape),
    formatCount(count),
    percent(share),
  ]);
  const head = ["name", "component", "shape", "count", "share"];
  const sum = ["total", "", "", formatCount(total), percent(1)];
  return printer.table([head, ...rows, sum], { right: [3, 4], indent, named: true });
}

function components({ parameters, total }: Inspection, printer: Printer): string {
  const counts = new Map<string, number>();
  for (const { component, count } of parameters)
    counts.set(component, (counts.get(component) ?? 0) + count);
  const rows = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([component, count]) => [component, formatCount(count), percent(count / total)]);
  return printer.table(rows, { right: [1, 2], indent });
}

function memory({ memory }: Inspection, printer: Printer): string {
  const { weights, gradients, moments, keyValueCache } = memory;
  const training = formatBytes(weights + gradients + moments);
  return printer.table(
    [
      ["weights", formatBytes(weights), "float32"],
      ["gradients", formatBytes(gradients), "in training"],
      ["moments", formatBytes(moments), `in training; ${training} together, and activations`],
      ...(keyValueCache > 0
        ? [["key/value cache", formatBytes(keyValueCache), "in generation, for a full context"]]
        : []),
    ],
    { right: [1], indent },
  );
}

function computation({ flopsPerToken }: Inspection, printer: Printer): string {
  const { forward, training, tokens } = flopsPerToken;
  return printer.table(
    [
      ["forward", `${formatMagnitude(forward)}FLOP a token`, `mean over ${tokens} tokens`],
      [
        "training",
        `${formatMagnitude(training)}FLOP a token`,
        "about three times the forward pass",
      ],
    ],
    { indent },
  );
}

function tensors(tensors: NonNullable<Inspection["tensors"]>, printer: Printer): string {
  const rows = tensors.map(({ module, role, axes, shape }) => [
    module || "(model)",
    role,
    `[${axes.join(", ")}]`,
    shapeText(shape),
  ]);
  return printer.table([["module", "role", "axes", "shape"], ...rows], { indent, named: true });
}

/** The same for programs: the map is drawn there too. */
export function inspectionJson({ cut, crossAttention, ...inspection }: Inspection): object {
  return {
    ...inspection,
    ...(cut ? { promptTokens: cut.promptTokens } : {}),
    ...(crossAttention ? { crossAttention: attentionMap(crossAttention) } : {}),
  };
}
