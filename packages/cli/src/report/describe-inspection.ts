import type { Inspection } from "@qkv/nn/recipes";
import type { Colours } from "../terminal/colours.ts";
import { formatBytes, formatCount, formatMagnitude } from "../terminal/format-number.ts";
import { formatTable } from "../terminal/table.ts";
import { attentionMap } from "./attention-map.ts";

/** An inspection for people: configuration, parameters, memory, FLOPs, and the tensors of a prompt. */
export function describeInspection(inspection: Inspection, colours: Colours): string {
  const { cut } = inspection;
  const part = cut
    ? ` of the last ${formatCount(cut.contextLength)} of ${formatCount(cut.promptTokens)} tokens: the context holds no more`
    : "";
  const sections: (readonly [string, string])[] = [
    ["Configuration", configuration(inspection)],
    ["Parameters", parameters(inspection)],
    ["By component", components(inspection)],
    ["Memory", memory(inspection)],
    ["Computation", computation(inspection)],
  ];
  if (inspection.tensors) sections.push([`Tensors on the way${part}`, tensors(inspection.tensors)]);
  if (inspection.crossAttention)
    sections.push(["Cross-attention", attentionMap(inspection.crossAttention)]);
  return sections.map(([title, body]) => `${colours.bold(title)}\n${body}`).join("\n\n");
}

const indent = "  ";
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

function configuration({ config }: Inspection): string {
  return formatTable(
    Object.entries(config).map(([name, value]) => [name, String(value)]),
    { indent },
  );
}

function parameters({ parameters, total }: Inspection): string {
  const rows = parameters.map(({ name, component, shape, count, share }) => [
    name,
    component,
    shapeText(shape),
    formatCount(count),
    percent(share),
  ]);
  const head = ["name", "component", "shape", "count", "share"];
  const sum = ["total", "", "", formatCount(total), percent(1)];
  return formatTable([head, ...rows, sum], { right: [3, 4], indent });
}

function components({ parameters, total }: Inspection): string {
  const counts = new Map<string, number>();
  for (const { component, count } of parameters)
    counts.set(component, (counts.get(component) ?? 0) + count);
  const rows = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([component, count]) => [component, formatCount(count), percent(count / total)]);
  return formatTable(rows, { right: [1, 2], indent });
}

function memory({ memory }: Inspection): string {
  const { weights, gradients, moments, keyValueCache } = memory;
  const training = formatBytes(weights + gradients + moments);
  return formatTable(
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

function computation({ flopsPerToken }: Inspection): string {
  const { forward, training, tokens } = flopsPerToken;
  return formatTable(
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

function tensors(tensors: NonNullable<Inspection["tensors"]>): string {
  const rows = tensors.map(({ module, role, axes, shape }) => [
    module || "(model)",
    role,
    `[${axes.join(", ")}]`,
    shapeText(shape),
  ]);
  return formatTable([["module", "role", "axes", "shape"], ...rows], { indent });
}

/** The same for programs: the map is drawn there too. */
export function inspectionJson({ cut, crossAttention, ...inspection }: Inspection): object {
  return {
    ...inspection,
    ...(cut ? { promptTokens: cut.promptTokens } : {}),
    ...(crossAttention ? { crossAttention: attentionMap(crossAttention) } : {}),
  };
}
