import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";

/** Where one head's rows lie in a tensor, in elements; the last axis is contiguous. */
export interface Strides {
  /** First element. */
  readonly offset: number;
  /** From one batch index to the next. */
  readonly batch: number;
  /** From one head to the next. */
  readonly head: number;
  /** From one token to the next. */
  readonly row: number;
}

/** The sizes of an attention and where its operands lie. */
export interface AttentionGeometry {
  readonly batch: number;
  readonly heads: number;
  /** Heads of k and v; each serves heads / keyValueHeads heads of q. */
  readonly keyValueHeads: number;
  readonly queries: number;
  readonly keys: number;
  readonly headSize: number;
  readonly q: Strides;
  readonly k: Strides;
  readonly v: Strides;
  readonly o: Strides;
  readonly outputShape: Shape;
  /** Causal attention: query t sees the keys j <= t + queryOffset. */
  readonly queryOffset: number;
}

/** The sizes that all layouts of an attention have. */
export type AttentionSizes = Pick<
  AttentionGeometry,
  "batch" | "heads" | "keyValueHeads" | "headSize"
>;

/** q, k and v side by side in one tensor [batch, tokens, (heads + 2 keyValueHeads) headSize]; o [batch, tokens, heads headSize]. */
export function packedLayout(
  sizes: AttentionSizes & { readonly tokens: number },
): AttentionGeometry {
  const { batch, tokens, heads, keyValueHeads, headSize } = sizes;
  const width = (heads + 2 * keyValueHeads) * headSize;
  const at = (head: number): Strides => strides(head * headSize, tokens * width, headSize, width);
  return {
    ...{ batch, heads, keyValueHeads, queries: tokens, keys: tokens, headSize },
    q: at(0),
    k: at(heads),
    v: at(heads + keyValueHeads),
    o: tokenRows(tokens, heads, headSize),
    outputShape: [batch, tokens, heads * headSize],
    queryOffset: 0,
  };
}

/** The sizes of an attention whose queries and keys are counted apart. */
export type SequenceSizes = AttentionSizes & { readonly queries: number; readonly keys: number };

/** q and o [batch, heads, queries, headSize], k and v [batch, keyValueHeads, keys, headSize]. */
export function headsLayout(sizes: SequenceSizes): AttentionGeometry {
  const { batch, heads, keyValueHeads, queries, keys, headSize } = sizes;
  const ofHeads = (count: number, rows: number): Strides =>
    strides(0, count * rows * headSize, rows * headSize, headSize);
  const outputShape = [batch, heads, queries, headSize];
  return apart(sizes, ofHeads(heads, queries), ofHeads(keyValueHeads, keys), outputShape);
}

/** q and o [batch, queries, heads headSize], k and v [batch, keys, keyValueHeads headSize]: heads side by side. */
export function tokensLayout(sizes: SequenceSizes): AttentionGeometry {
  const { batch, heads, keyValueHeads, queries, keys, headSize } = sizes;
  const ofQueries = tokenRows(queries, heads, headSize);
  const ofKeys = tokenRows(keys, keyValueHeads, headSize);
  return apart(sizes, ofQueries, ofKeys, [batch, queries, heads * headSize]);
}

/** Queries, keys and values in tensors of their own. */
const apart = (
  { batch, heads, keyValueHeads, queries, keys, headSize }: SequenceSizes,
  ofQueries: Strides,
  ofKeys: Strides,
  outputShape: Shape,
): AttentionGeometry => ({
  ...{ batch, heads, keyValueHeads, queries, keys, headSize },
  ...{ q: ofQueries, k: ofKeys, v: ofKeys, o: ofQueries },
  outputShape,
  queryOffset: 0,
});

/**
 * Decoding: q in the packed projections of the new tokens, [batch, tokens, (heads + 2 keyValueHeads) headSize];
 * k and v in caches [batch, keyValueHeads, capacity, headSize], of whose rows the first `keys` are valid and
 * end with the new tokens: a head's keys follow each other in memory, which they are read at the speed of; o [batch, tokens, heads headSize].
 */
export function cachedLayout(
  sizes: AttentionSizes & {
    readonly tokens: number;
    readonly keys: number;
    readonly capacity: number;
  },
): AttentionGeometry {
  const { batch, tokens, heads, keyValueHeads, headSize, keys, capacity } = sizes;
  if (keys > capacity)
    throw new ShapeError(
      `cachedLayout: keys is ${keys}, expected at most the capacity ${capacity}`,
    );
  const width = (heads + 2 * keyValueHeads) * headSize;
  const cache = strides(0, keyValueHeads * capacity * headSize, capacity * headSize, headSize);
  return {
    ...{ batch, heads, keyValueHeads, queries: tokens, keys, headSize },
    q: strides(0, tokens * width, headSize, width),
    k: cache,
    v: cache,
    o: tokenRows(tokens, heads, headSize),
    outputShape: [batch, tokens, heads * headSize],
    queryOffset: keys - tokens,
  };
}

/** Whether every operand lies in a tensor [batch, heads, tokens, headSize] of its own. */
export function isHeadsLayout(geometry: AttentionGeometry): boolean {
  const plain = headsLayout(geometry);
  return (["q", "k", "v", "o"] as const).every((name) =>
    (["offset", "batch", "head", "row"] as const).every(
      (stride) => geometry[name][stride] === plain[name][stride],
    ),
  );
}

/** Throw unless `heads` matrices [rows, headSize] a batch index lie within a tensor of this shape. */
export function expectWithin(
  kernel: string,
  operand: string,
  shape: Shape,
  { offset, batch, head, row }: Strides,
  [batches, heads, rows, headSize]: readonly [number, number, number, number],
): void {
  const last = offset + (batches - 1) * batch + (heads - 1) * head + (rows - 1) * row + headSize;
  if (offset < 0 || last > sizeOf(shape))
    throw new ShapeError(
      `${kernel}: ${operand} is ${formatShape(shape)}, ${sizeOf(shape)} elements, ` +
        `expected at least ${last} for its strides`,
    );
}

const strides = (offset: number, batch: number, head: number, row: number): Strides => ({
  offset,
  batch,
  head,
  row,
});

/** [batch, tokens, heads headSize] */
const tokenRows = (tokens: number, heads: number, headSize: number): Strides =>
  strides(0, tokens * heads * headSize, headSize, heads * headSize);
