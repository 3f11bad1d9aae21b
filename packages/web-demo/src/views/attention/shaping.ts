import type { AttentionMapAnswer, LossAnswer, Side, StreamAnswer } from "../../engine/protocol.ts";
import { principalComponents } from "../../shaping/principal-components.ts";
import type { Matrix } from "../../shaping/tensors.ts";

export function headOf({ shape, weights }: AttentionMapAnswer, head: number): Matrix {
  const [, rows, columns] = shape;
  return {
    rows,
    columns,
    values: weights.subarray(head * rows * columns, (head + 1) * rows * columns),
  };
}

/** The mean of all heads of a module. */
export function meanOf(map: AttentionMapAnswer): Matrix {
  const [heads, rows, columns] = map.shape;
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < map.weights.length; i++)
    values[i % values.length]! += map.weights[i]! / heads;
  return { rows, columns, values };
}

/**
 * Attention rollout: where what arrives at a token after a layer comes from, when each layer passes on half of what was
 * there and half of what its heads, on average, gather. Abnar and Zuidema, arXiv:2005.00928, section 3. Of the
 * self-attention of a side, up to the given module.
 */
export function rolloutOf(maps: readonly AttentionMapAnswer[], upTo: number): Matrix | undefined {
  const last = maps[upTo];
  if (last?.queries !== last?.keys || !last) return undefined;
  const size = last.shape[1];
  let flow = identity(size);
  for (const map of maps.slice(0, upTo + 1)) {
    if (map.queries !== last.queries || map.keys !== last.keys) continue;
    const mean = meanOf(map).values;
    const mixed = mean.map((weight, i) => 0.5 * weight + (i % (size + 1) === 0 ? 0.5 : 0));
    flow = product(mixed, flow, size);
  }
  return { rows: size, columns: size, values: flow };
}

function identity(size: number): Float32Array {
  const values = new Float32Array(size * size);
  for (let i = 0; i < size; i++) values[i * (size + 1)] = 1;
  return values;
}

function product(a: Float32Array, b: Float32Array, size: number): Float32Array {
  const c = new Float32Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) c[i * size + j]! += factor * b[k * size + j]!;
    }
  return c;
}

/** What a module is to a reader: which layer of which side, and whose tokens it looks at. */
export interface MapName {
  readonly kind: "self" | "source" | "target" | "cross";
  /** From 1, among those of its kind. */
  readonly layer: number;
}

export function mapNames(maps: readonly AttentionMapAnswer[]): MapName[] {
  const sides = new Set(maps.map(({ queries }) => queries));
  const counts = new Map<string, number>();
  return maps.map(({ queries, keys }) => {
    const self = sides.size === 1 ? "self" : queries === "M" ? "source" : "target";
    const kind = queries === keys ? self : "cross";
    const layer = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, layer);
    return { kind, layer };
  });
}

export const meanLoss = (
  loss: LossAnswer,
): { readonly before: number; readonly after: number } => ({
  before: mean(loss.before),
  after: mean(loss.after),
});

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A token of one of two sentences on its walk: where it is after each layer, the embedding first. */
export interface Walk {
  readonly sentence: 0 | 1;
  readonly token: number;
  /** [x, y] of each layer. */
  readonly places: readonly (readonly [number, number])[];
}

/** The vectors of two sentences in one plane: that of the two directions along which all of them differ most. */
export function walksOf(streams: readonly StreamAnswer[]): {
  readonly walks: readonly Walk[];
  /** Of what makes the vectors differ, the share that is seen. */
  readonly share: number;
} {
  const width = streams[0]?.shape[2] ?? 0;
  const vectors = streams.flatMap(({ data }) =>
    Array.from({ length: data.length / width }, (_, i) =>
      data.subarray(i * width, (i + 1) * width),
    ),
  );
  const { places, share } = principalComponents(vectors);
  let start = 0;
  const walks = streams.flatMap(({ shape: [layers, tokens] }, sentence) => {
    const from = start;
    start += layers * tokens;
    return Array.from({ length: tokens }, (_, token) => ({
      ...{ sentence: sentence as 0 | 1, token },
      places: Array.from({ length: layers }, (_, layer) => places[from + layer * tokens + token]!),
    }));
  });
  return { walks, share };
}

export const streamOf = (
  streams: readonly StreamAnswer[] | undefined,
  side: Side,
): StreamAnswer | undefined => streams?.find((one) => one.side === side);

/** A word that both sentences have, by its places in them; those at the same place first: their embeddings are the same. */
export function sharedWords(
  one: readonly string[],
  other: readonly string[],
): { readonly word: string; readonly places: readonly [number, number] }[] {
  const shared = one.flatMap((word, i) => {
    const same = other[i] === word ? i : other.indexOf(word);
    return same >= 0 && /\p{L}/u.test(word) && !/^[[<].*[\]>]$/.test(word.trim())
      ? [{ word, places: [i, same] as const }]
      : [];
  });
  return shared.sort(
    (a, b) => Number(b.places[0] === b.places[1]) - Number(a.places[0] === a.places[1]),
  );
}

/** How far apart two vectors are after each layer, as a share of their mean length; and the cosine of their angle. */
export function apart(
  one: StreamAnswer,
  other: StreamAnswer,
  [a, b]: readonly [number, number],
): { readonly distance: number; readonly cosine: number }[] {
  const vector = ({ shape: [, tokens, width], data }: StreamAnswer, layer: number, token: number) =>
    data.subarray((layer * tokens + token) * width, (layer * tokens + token + 1) * width);
  return Array.from({ length: one.shape[0] }, (_, layer) => {
    const [x, y] = [vector(one, layer, a), vector(other, layer, b)];
    const dot = (p: Float32Array, q: Float32Array) =>
      p.reduce((sum, value, i) => sum + value * q[i]!, 0);
    const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
    const distance = Math.sqrt(x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0));
    return {
      distance: (2 * distance) / (Math.sqrt(xx) + Math.sqrt(yy)),
      cosine: xy / Math.sqrt(xx * yy),
    };
  });
}
