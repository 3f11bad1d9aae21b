import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";
import { madeValues, wholeValues } from "./whole-values.ts";

type Values = HostTensor["values"];

/** How another library's values become Hugging Face's: rows change their places, or numbers their values. */
export type TensorRule =
  | {
      /** The row of the file that stands at this place. */
      readonly rowAt: (row: number) => number;
    }
  | { readonly each: (value: number) => number };

/** A tensor whose values are changed by a rule as they are read; its type and shape stay. Reads nothing. */
export function changedTensor(stored: StoredTensor, rule: TensorRule): StoredTensor {
  const { dtype, shape, bytes } = stored;
  return {
    ...{ dtype, shape, bytes },
    async read() {
      const { values } = await stored.read();
      if ("each" in rule) return { dtype, shape, values: values.map(rule.each) };
      return { dtype, shape, values: writeRows(values, shape[0]!, 0, values.slice(), rule.rowAt) };
    },
    pieces: (memory) =>
      "each" in rule
        ? changedValues(stored, rule.each, memory)
        : movedRows(stored, rule.rowAt, memory),
  };
}

async function* changedValues(
  stored: StoredTensor,
  each: (value: number) => number,
  memory: PieceMemory | undefined,
): AsyncGenerator<Values> {
  for await (const values of stored.pieces(memory)) yield values.map(each);
}

async function* movedRows(
  stored: StoredTensor,
  rowAt: (row: number) => number,
  memory: PieceMemory | undefined,
): AsyncGenerator<Values> {
  const values = await wholeValues(stored, memory); // a row may come from anywhere
  if (values.length === 0) return;
  const rows = stored.shape[0]!;
  const length = values.length / rows;
  const step = Math.max(1, Math.floor(PIECE_ELEMENTS / length));
  for (let first = 0; first < rows; first += step) {
    const made = madeValues(stored, Math.min(step, rows - first) * length, memory);
    yield writeRows(values, rows, first, made, rowAt);
  }
}

/** Fill `made` with rows, from row `first` on. */
function writeRows(
  values: Values,
  rows: number,
  first: number,
  made: Values,
  rowAt: (row: number) => number,
): Values {
  const length = values.length / rows;
  for (let row = first, at = 0; at < made.length; row++, at += length) {
    const from = rowAt(row) * length;
    made.set(values.subarray(from, from + length), at);
  }
  return made;
}

/**
 * The rows of a projection to queries or keys, [heads * width, inputs] or a bias [heads * width], width even, in the order in
 * which Hugging Face's rotary embedding turns them. Meta's Llama, and with it GGUF and llama2.c, turns the neighbours 2i and
 * 2i + 1 of a head; Hugging Face's turns i and i + width / 2.
 */
export function pairedRows(stored: StoredTensor, heads: number): StoredTensor {
  const width = stored.shape[0]! / heads;
  return changedTensor(stored, {
    rowAt(row) {
      const within = row % width; // the first of each pair, and then the others
      return row - within + 2 * (within % (width / 2)) + Math.floor(within / (width / 2));
    },
  });
}
