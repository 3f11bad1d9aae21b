import type { TokenBatches } from "../recipes/handover.ts";
import type { TokenTensors } from "../recipes/token-loss.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Example } from "./example-table.ts";

/** The label of places that do not count, as PyTorch has it. */
const IGNORED = -100;

/**
 * The rows of a batch without what fills them up: targets, and what the decoder reads beside them, end behind the last that
 * counts, since no token before looks there; sources end before their padding.
 */
export async function examplesOf(
  { ids, decoderIds, targets }: TokenTensors,
  { ignoreIndex = IGNORED, paddingIdx }: Pick<TokenBatches, "ignoreIndex" | "paddingIdx">,
): Promise<readonly Example[]> {
  const [rows, labels, decoded] = await Promise.all([
    rowsOf(ids),
    rowsOf(targets),
    decoderIds && rowsOf(decoderIds),
  ]);
  return rows.map((row, i): Example => {
    const told = labels[i]!.map((label) => (label === ignoreIndex ? IGNORED : label));
    const length = lengthWithout(told, IGNORED);
    const shared = { labels: told.subarray(0, length) };
    if (!decoded) return { input_ids: row.subarray(0, length), ...shared };
    return {
      input_ids: row.subarray(0, lengthWithout(row, paddingIdx)),
      ...{ decoder_input_ids: decoded[i]!.subarray(0, length), ...shared },
    };
  });
}

/** How many of the labels count. */
export const countedIn = (examples: readonly Example[]): number =>
  examples.reduce(
    (sum, { labels }) => sum + Array.from(labels).filter((label) => label !== IGNORED).length,
    0,
  );

async function rowsOf(tensor: Tensor): Promise<readonly Int32Array[]> {
  const values = Int32Array.from(await tensor.data());
  const [rows = 0, width = 0] = tensor.shape;
  return Array.from({ length: rows }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

/** Without the fillers at the end; one stays where there is nothing else. */
function lengthWithout(row: Int32Array, filler: number): number {
  const last = row.findLastIndex((id) => id !== filler);
  return Math.max(1, last + 1);
}
