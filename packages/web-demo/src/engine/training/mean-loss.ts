import { noGrad, scope, type Tensor } from "@qkv/nn";

/** Mean loss of the first batches of a held-out set; their tensors are freed. */
export async function meanLoss<B>(
  batches: Iterator<B>,
  most: number,
  loss: (batch: B) => Tensor,
  tensorsOf: (batch: B) => readonly Tensor[],
): Promise<number> {
  let [sum, count] = [0, 0];
  while (count < most) {
    const { value, done } = batches.next();
    if (done) break;
    const one = noGrad(() => scope(() => loss(value)));
    sum += (await one.data())[0]!;
    count++;
    for (const tensor of [one, ...tensorsOf(value)]) tensor.dispose();
  }
  return sum / count;
}
