import type { HostTensor } from "../weights/host-tensor.ts";
import { IntegerList } from "./integer-list.ts";

/** Tensors of an example, as Hugging Face's models call them; decoder_input_ids are those of an encoder-decoder. */
const columns = ["input_ids", "decoder_input_ids", "labels"] as const;

/** Token ids of an example, without padding. A label of -100 does not count. */
export interface Example {
  readonly input_ids: ArrayLike<number>;
  readonly decoder_input_ids?: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Where a column of an example begins and ends among all tokens. */
type Span = readonly [begin: number, end: number];

/**
 * Batches of examples as a file of tensors: `tokens`, one behind another; of each example and column where it begins and ends
 * in them, [examples, 2]; `order`, the examples of all batches; and `batches`, where each of these begins in the order, and
 * the last one ends.
 */
export class ExampleTable {
  readonly #tokens = new IntegerList();
  readonly #text: Int32Array | undefined;
  readonly #spans = new Map<string, IntegerList>();
  readonly #order = new IntegerList();
  readonly #batches = new IntegerList();
  readonly #known = new Map<string, number>();
  #examples = 0;

  /** `text` holds the tokens of windows, where examples are that. */
  constructor(text?: Int32Array) {
    this.#text = text;
    this.#batches.push([0]);
  }

  /** A batch of windows of the text: every token but the first is a target. */
  addWindows(starts: ArrayLike<number>, length: number): void {
    this.#addBatch(
      Array.from(starts, (start) =>
        this.#newExample({
          input_ids: [start, start + length],
          labels: [start + 1, start + 1 + length],
        }),
      ),
    );
  }

  /** A batch of examples, of which each is kept once. */
  addExamples(examples: readonly Example[]): void {
    this.#addBatch(examples.map((example) => this.#numberOf(example)));
  }

  #addBatch(examples: readonly number[]): void {
    this.#order.push(examples);
    this.#batches.push([this.#order.length]);
  }

  #numberOf(example: Example): number {
    const key = columns.map((column) => Array.from(example[column] ?? []).join()).join(";");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const spans: Record<string, Span> = {};
    for (const column of columns) {
      const { [column]: ids } = example;
      if (!ids) continue;
      const begin = this.#tokens.length;
      this.#tokens.push(ids);
      spans[column] = [begin, this.#tokens.length];
    }
    const number = this.#newExample(spans);
    this.#known.set(key, number);
    return number;
  }

  #newExample(spans: Readonly<Record<string, Span>>): number {
    for (const [column, span] of Object.entries(spans)) {
      const all = this.#spans.get(column) ?? new IntegerList();
      this.#spans.set(column, all);
      all.push(span);
    }
    return this.#examples++;
  }

  tensors(): readonly (readonly [string, HostTensor])[] {
    const integers = (values: Int32Array, shape: readonly number[] = [values.length]) =>
      ({ dtype: "int32", shape, values }) as const;
    return [
      ["tokens", integers(this.#text ?? this.#tokens.values)],
      ...[...this.#spans].map(
        ([column, { values }]) => [column, integers(values, [values.length / 2, 2])] as const,
      ),
      ["order", integers(this.#order.values)],
      ["batches", integers(this.#batches.values)],
    ];
  }
}
