import type { ForwardAnswer, ParameterSummary, TensorAnswer } from "../../engine/protocol.ts";

/** A part of the way through the model, with the tensors that are made there. */
export interface Stage {
  readonly kind: "embedding" | "layer" | "readout";
  /** Of a layer, from 0, among those of its side. */
  readonly layer: number;
  /** Of an encoder-decoder, whose tokens go through here. */
  readonly side?: "source" | "target";
  readonly tensors: readonly TensorAnswer[];
  /** The residual stream when it leaves this part; at the end the logits. */
  readonly stream: TensorAnswer;
}

/**
 * What comes before the first layer, each layer, and what comes after the last; of an encoder-decoder also what comes
 * between. A layer is what shows an output and has attention in it.
 */
export function stagesOf({ tensors }: ForwardAnswer): Stage[] {
  const attending = tensors.filter(({ role }) => role === "weights").map(({ name }) => name);
  const layers = tensors
    .filter(
      ({ role, name }) => role === "output" && attending.some((one) => one.startsWith(`${name}.`)),
    )
    .map(({ name }) => name);
  const layerOf = ({ name }: TensorAnswer) =>
    layers.find((path) => name === path || name.startsWith(`${path}.`));
  const parts: { readonly path: string | undefined; readonly tensors: TensorAnswer[] }[] = [];
  for (const tensor of tensors) {
    const path = layerOf(tensor);
    const last = parts.at(-1);
    if (last && last.path === path) last.tensors.push(tensor);
    else parts.push({ path, tensors: [tensor] });
  }
  // What lies between two stacks of layers embeds the target.
  const target = parts.findIndex(
    ({ path }, i) => path === undefined && i > 0 && i < parts.length - 1,
  );
  return parts.map(({ path, tensors: own }, i): Stage => {
    const stream = own.at(-1)!;
    const stack = path?.slice(0, path.lastIndexOf("."));
    const before = parts
      .slice(0, i)
      .filter((one) => one.path?.slice(0, one.path.lastIndexOf(".")) === stack);
    return {
      kind: path !== undefined ? "layer" : i === parts.length - 1 ? "readout" : "embedding",
      layer: path === undefined ? -1 : before.length,
      ...(target < 0 ? {} : { side: i < target ? "source" : "target" }),
      tensors: own,
      stream,
    };
  });
}

/** What an address has for a tensor. */
export const keyOf = ({ name, role }: TensorAnswer): string => `${name}/${role}`;

/** The tensor of an address; the first attention weights, or the last tensor, where it names none. */
export function chosenTensor({ tensors }: ForwardAnswer, key: string): number {
  const named = tensors.findIndex((one) => keyOf(one) === key);
  if (named >= 0) return named;
  const weights = tensors.findIndex(({ role }) => role === "weights");
  return weights >= 0 ? weights : tensors.length - 1;
}

/** What one looks at first in a part of the model. */
export function mainTensor({ kind, tensors, stream }: Stage): TensorAnswer {
  return (kind === "layer" && tensors.find(({ role }) => role === "weights")) || stream;
}

/** A matrix of a tensor: the last two axes at a head, and the index of its upper left cell. */
export function sliceOf({ shape, data }: TensorAnswer, head: number) {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const heads = shape.length === 4 ? shape[1]! : 1;
  const chosen = Math.min(head, heads - 1);
  const start = chosen * rows * columns;
  return {
    rows,
    columns,
    heads,
    head: chosen,
    values: data.subarray(start, start + rows * columns),
  };
}

/** All heads side by side, a column of nothing between them: [rows, heads (columns + 1) - 1]. */
export function headsInARow(tensor: TensorAnswer) {
  const { rows, columns, heads } = sliceOf(tensor, 0);
  const wide = heads * (columns + 1) - 1;
  const values = new Float32Array(rows * wide).fill(Number.NaN);
  for (let head = 0; head < heads; head++)
    for (let row = 0; row < rows; row++) {
      const from = (head * rows + row) * columns;
      values.set(tensor.data.subarray(from, from + columns), row * wide + head * (columns + 1));
    }
  return { rows, columns: wide, values };
}

/** Keys and values of a layer, [N, nhead, M, E/nhead]. */
export interface Cached {
  readonly k: TensorAnswer;
  readonly v: TensorAnswer;
}

/**
 * What a step of generation finds ready, layer after layer: keys and values of what was written, and, of an encoder-decoder,
 * those of the source. An encoder that reads all at once keeps nothing.
 */
export function cachesOf({ tensors, targetTokens }: ForwardAnswer): {
  readonly own: readonly Cached[];
  readonly source: readonly Cached[];
} {
  const of = (queries: string, keys: string): Cached[] =>
    tensors
      .filter(({ role, axes }) => role === "q" && axes.at(-2) === queries)
      .flatMap(({ name }) => {
        const [k, v] = ["k", "v"].map((role) =>
          tensors.find((one) => one.name === name && one.role === role),
        );
        return k && v && k.axes.at(-2) === keys ? [{ k, v }] : [];
      });
  return targetTokens
    ? { own: of("Mt", "Mt"), source: of("Mt", "M") }
    : { own: of("M", "M"), source: [] };
}

/** An index for each axis of a cell of the slice. */
export function cellOf(
  { shape }: TensorAnswer,
  { head, row, column }: { readonly head: number; readonly row: number; readonly column: number },
): number[] {
  const all = [0, head, row, column];
  if (shape.length === 4) return all;
  return shape.length === 1 ? [column] : [...Array(shape.length - 2).fill(0), row, column];
}

/**
 * What a tensor is called: by its role where that says it, else the residual stream where it leaves a part, else the last
 * part of its module's path, which is the model's own name for it.
 */
export function labelOf(
  tensor: TensorAnswer,
  stages: readonly Stage[],
  words: { readonly role: Readonly<Record<string, string>>; readonly stream: string },
): string {
  const { role, name } = tensor;
  if (role !== "output") return words.role[role] ?? role;
  if (stages.some(({ kind, stream }) => kind === "layer" && stream === tensor)) return words.stream;
  return name.split(".").at(-1) || role;
}

/** Shares are drawn from 0 to 1, all else around 0. */
export const isShare = ({ role }: TensorAnswer): boolean =>
  role === "weights" || role === "probabilities";

/** Floating-point operations that made a tensor, a multiply-add two: of products exact, of the rest an operation a value. */
export function flopsOf(
  { role, shape, name }: TensorAnswer,
  { tensors }: ForwardAnswer,
  parameters: readonly ParameterSummary[],
): number {
  const size = shape.reduce((product, one) => product * one, 1);
  const widthOf = (wanted: string) =>
    tensors.find((one) => one.role === wanted && one.name === name)?.shape.at(-1) ?? 0;
  if (role === "ids") return 0;
  if (role === "scores") return 2 * size * widthOf("q");
  if (role === "headOutput") return 2 * size * widthOf("weights");
  const weight = parameters.find((one) => one.name === `${name}.weight`)?.shape;
  const isProduct = role === "output" && weight?.length === 2 && weight[0] === shape.at(-1);
  return isProduct && tensors.every((one) => one.name !== name || one.role !== "ids")
    ? 2 * size * weight[1]!
    : size;
}
