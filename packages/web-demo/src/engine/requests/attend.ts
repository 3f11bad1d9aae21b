import { cat, eye, noGrad, scaledDotProductAttention, scope, type Tensor, tensor } from "@qkv/nn";
import type { AttendAsk } from "../protocol.ts";
import type { Request } from "../request.ts";

export const attend: Request<"attend"> = async (ask) => {
  const [weights, output] = noGrad(() => scope(() => attention(ask)));
  try {
    return {
      weights: Float32Array.from(await weights.data()),
      output: Float32Array.from(await output.data()),
    };
  } finally {
    weights.dispose();
    output.dispose();
  }
};

/** Weights [queries, keys] and output [queries, width of the values]. */
function attention({ queries, keys, values = keys, blocked, scale }: AttendAsk): [Tensor, Tensor] {
  const q = matrix(queries);
  const k = matrix(keys);
  // With the identity as values, the output is the weights.
  const v = cat([eye(keys.length), matrix(values)], 1);
  const seen = blocked?.map((row) => row.map((cell) => (cell ? 0 : 1)));
  const both = scaledDotProductAttention(q, k, v, {
    ...(seen
      ? { attnMask: tensor(Int32Array.from(seen.flat())).reshape(q.shape[0]!, keys.length) }
      : {}),
    ...(scale === undefined ? {} : { scale }),
  });
  const width = both.shape[1]!;
  return [both.slice(1, 0, keys.length), both.slice(1, keys.length, width)];
}

const matrix = (rows: readonly (readonly number[])[]): Tensor =>
  tensor(Float32Array.from(rows.flat())).reshape(rows.length, rows[0]!.length);
