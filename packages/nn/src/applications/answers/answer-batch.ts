import { tensor } from "../../device/create-tensor.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A question and its answer as ids one behind the other; the answer begins at `from`. */
export interface EncodedAnswer {
  readonly ids: readonly number[];
  readonly from: number;
}

/** What a decoder reads, and what it is to say next; both int32 [examples, tokens]. */
export interface AnswerBatch {
  readonly ids: Tensor;
  /** -100 where the next token is of the question, or padding: no loss is taken there. */
  readonly targets: Tensor;
  /** How many targets count. */
  readonly counted: number;
}

const IGNORED = -100;

/** Token i + 1 is the target at i; rows are filled up behind, where no token before looks. */
export function answerBatch(
  examples: readonly EncodedAnswer[],
  { paddingIdx, device }: { readonly paddingIdx: number; readonly device: Device },
): AnswerBatch {
  const width = Math.max(...examples.map(({ ids }) => ids.length)) - 1;
  const shape = [examples.length, width];
  const ids = new Int32Array(examples.length * width).fill(paddingIdx);
  const targets = new Int32Array(ids.length).fill(IGNORED);
  let counted = 0;
  for (const [row, example] of examples.entries())
    for (let i = 0; i < example.ids.length - 1; i++) {
      ids[row * width + i] = example.ids[i]!;
      if (i + 1 < example.from) continue;
      targets[row * width + i] = example.ids[i + 1]!;
      counted++;
    }
  const options = { dtype: "int32", shape, device } as const;
  return { ids: tensor(ids, options), targets: tensor(targets, options), counted };
}
