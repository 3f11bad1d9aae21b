import type { BatchSource } from "../data/batch-source.ts";
import { tensor } from "../device/create-tensor.ts";
import { averagedOver, type Count } from "../op-definition/averaged-over.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Where batches come from, and what is made of them. */
interface Batching<B> {
  readonly data: BatchSource<B>;
  readonly loss: (batch: B) => Tensor;
  readonly targetsIn?: ((batch: B) => number) | undefined;
}

/**
 * The batches of one step, whose gradients are to be those of one batch that holds them all: each weighs as much as it has
 * targets that count, for the loss of the large one is a mean over these. Their sum is known at the end only, and where some
 * are ignored on the device only; so a batch is weighted by its own count, and the gradients are divided at the end.
 */
export class Accumulation implements Disposable {
  readonly #batches: number;
  readonly #losses: Tensor[] = [];
  readonly #counts: Count[] = [];
  #told: boolean | undefined;

  constructor(batches: number) {
    this.#batches = batches;
  }

  /** Draw a batch and add its share to the gradients. `targetsIn` says how many targets it has; unless given, its loss does. */
  add<B>({ data, loss, targetsIn }: Batching<B>): void {
    scope(() => {
      const batch = data.next();
      const alone = this.#batches === 1;
      const { result, over } = alone
        ? { result: loss(batch), over: 1 }
        : averagedOver(() => loss(batch));
      this.#losses.push(result.makeLasting());
      const given = alone ? undefined : expectCount(targetsIn?.(batch));
      if (given !== undefined && typeof over === "object") over.dispose();
      this.#counts.push(this.#expectAlike(given ?? over));
      const weight = this.#weightOf(this.#counts.at(-1)!, result);
      result.backward({ gradient: weight.reshape(...result.shape) });
    });
  }

  #expectAlike(count: Count | undefined): Count {
    const told = count !== undefined;
    this.#told ??= told;
    if (told !== this.#told)
      throw new Error(
        `Trainer: the loss of batch ${this.#counts.length + 1} of a step ${told ? "says" : "does not say"} over how many ` +
          "targets it is averaged, unlike those before; give the Trainer targetsIn",
      );
    return count ?? 1;
  }

  /** By which all weights are divided already: where numbers tell, and all batches are as large as the first, it is all. */
  get #base(): number {
    const [first] = this.#counts;
    return typeof first === "number" ? this.#batches * (first || 1) : 1;
  }

  /** What the gradient of a batch is multiplied with as it is added: a tensor []. */
  #weightOf(count: Count, { device }: Tensor): Tensor {
    const base = this.#base;
    if (typeof count === "number") return tensor(count / base, { device });
    return launch("scale", { x: count }, { factor: 1 / base }).y;
  }

  /** Divide the gradients of all batches by the sum of their counts. */
  divide(parameters: Iterable<Tensor>): void {
    const factor = this.#factor();
    if (factor === 1) return;
    for (const parameter of parameters) {
      const { grad } = parameter;
      if (!grad) continue;
      const divided =
        typeof factor === "number"
          ? launch("scale", { x: grad }, { factor }).y
          : launch("mul", { a: grad, b: factor }, {}).c;
      parameter.grad = divided.makeLasting();
      grad.dispose();
    }
    if (typeof factor === "object") factor.dispose();
  }

  /** What is left to multiply with: a number where all counts are, else a tensor []. */
  #factor(): Count {
    const numbers = this.#counts.reduce<number>(
      (sum, n) => (typeof n === "number" ? sum + n : sum),
      0,
    );
    const tensors = this.#counts.filter((count) => typeof count === "object");
    const [first, ...others] = tensors;
    if (!first) return this.#base / numbers;
    const { device } = first;
    return scope(() => {
      let sum = tensor(numbers, { device });
      for (const count of [first, ...others]) sum = launch("add", { a: sum, b: count }, {}).c;
      return launch("div", { a: tensor(this.#base, { device }), b: sum }, {}).c;
    });
  }

  /** The loss of all batches as one; read together with `more`, so that a device that records waits once. */
  async read(
    more: readonly Tensor[],
  ): Promise<{ readonly loss: number; readonly more: readonly number[] }> {
    const tensors = this.#counts.filter((count) => typeof count === "object");
    const read = [...this.#losses, ...tensors, ...more];
    const values = (await Promise.all(read.map((one) => one.data()))).map(([value]) => value!);
    const rest = values.splice(this.#losses.length);
    let next = 0;
    const counts = this.#counts.map((count) => (typeof count === "number" ? count : rest[next++]!));
    const total = counts.reduce((sum, count) => sum + count, 0);
    // A batch of nothing but padding has no mean, and no say.
    const loss = values.reduce(
      (sum, value, i) => (counts[i] === 0 ? sum : sum + value * (counts[i]! / total)),
      0,
    );
    return { loss: total === 0 ? Number.NaN : loss, more: rest.slice(next) };
  }

  [Symbol.dispose](): void {
    for (const made of [...this.#losses, ...this.#counts])
      if (typeof made === "object") made.dispose();
  }
}

function expectCount(count: number | undefined): number | undefined {
  if (count === undefined || (Number.isFinite(count) && count >= 0)) return count;
  throw new RangeError(`Trainer: targetsIn gave ${count}, expected a number of targets`);
}
