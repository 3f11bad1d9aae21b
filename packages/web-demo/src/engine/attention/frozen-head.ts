import { mul, noGrad, scope, sum, tensor, zeros } from "@qkv/nn";
import type { Decoder, EncoderDecoder } from "@qkv/nn/models";

/** One token at one place. */
export interface Place {
  readonly position: number;
  readonly token: number;
}

interface Direction {
  readonly logit: number;
  /** d(logit)/d(the place's vector), with the scale of the last norm held: [width] */
  readonly values: Float32Array;
}

/**
 * The last norm and the head as a linear function of one vector x [width], its scale held as it is for that vector: what
 * direct logit attribution projects on. No kind of norm is asked for. A norm that divides by the vector's size makes the
 * logit indifferent to it, so that the gradient g has nothing along x. That is put back: g + r x' / (x' . x'), where r is
 * what of the logit g . x does not say, and x' is x, less its mean where the norm takes that away (then g sums to nothing).
 */
export async function frozenHead(
  model: Decoder | EncoderDecoder,
  stream: Float32Array,
  width: number,
  { position, token }: Place,
): Promise<Direction> {
  const x = stream.subarray(position * width, (position + 1) * width);
  const { logits, gradient, silent } = scope(() => {
    const vector = tensor(Float32Array.from(x)).reshape(1, 1, width).detach().requiresGrad_();
    const scores = model.unembed(vector); // [1, 1, vocab]
    const vocab = scores.shape.at(-1)!;
    const logits = scores.detach(); // backward frees what it has come by
    const pick = new Float32Array(vocab);
    pick[token] = 1;
    sum(mul(scores, tensor(pick).reshape(1, 1, vocab))).backward();
    const without = noGrad(() => model.unembed(zeros([1, 1, width])));
    return { logits, gradient: vector.grad!.detach(), silent: without.detach() };
  });
  const [score, g, none] = await Promise.all([logits.data(), gradient.data(), silent.data()]);
  for (const one of [logits, gradient, silent]) one.dispose();
  const logit = score[token]!;
  const total = (values: ArrayLike<number>, f: (value: number) => number) =>
    Array.from(values, f).reduce((a, b) => a + b, 0);
  const centred = Math.abs(total(g, (one) => one)) < 1e-3 * total(g, Math.abs);
  const mean = centred ? total(x, (one) => one) / width : 0;
  const size = total(x, (one) => (one - mean) ** 2);
  const said = x.reduce((all, one, i) => all + one * g[i]!, 0);
  const rest = logit - none[token]! - said;
  const values = Float32Array.from(x, (one, i) => g[i]! + (rest * (one - mean)) / (size || 1));
  return { logit, values };
}
