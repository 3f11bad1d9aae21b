import { tensor } from "../device/create-tensor.ts";
import { filled } from "../op-definition/constant.ts";
import { add } from "../ops/add.ts";
import { cat } from "../ops/cat.ts";
import { eq, ge, gt, lt, ne } from "../ops/compare.ts";
import { exp } from "../ops/exp.ts";
import { gather } from "../ops/gather.ts";
import { log } from "../ops/log.ts";
import { max } from "../ops/max.ts";
import { maximum } from "../ops/maximum.ts";
import { mul } from "../ops/mul.ts";
import { scatterAdd } from "../ops/scatter-add.ts";
import { select } from "../ops/select.ts";
import { slice } from "../ops/slice.ts";
import { stack } from "../ops/stack.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The logarithm of what cannot be: finite, so that no difference of two is NaN. */
const never = -1e30;

/** All ways through the letters and the blanks between them, by the forward-backward algorithm. */
export interface CtcPaths {
  /** -ln of the probability of the targets, [batch]; about 1e30 where no way is long enough. */
  readonly surprise: Tensor;
  /** d(surprise)/d(logProbs) of log probabilities out of a softmax, [time, batch, classes]; 0 where there is no way. */
  readonly slope: Tensor;
}

/**
 * logProbs [time, batch, classes], targets int32 [batch, letters], lengths int32 [batch]. Graves et al., "Connectionist temporal
 * classification", ICML 2006, section 4.1; in logarithms. Records nothing.
 */
export function ctcPaths(
  logProbs: Tensor,
  targets: Tensor,
  {
    inputLengths,
    targetLengths,
  }: { readonly inputLengths: Tensor; readonly targetLengths: Tensor },
  blank: number,
): CtcPaths {
  return scope(() => {
    const [time, batch] = logProbs.shape as [number, number, number];
    const { device } = logProbs;
    const column = (lengths: Tensor): Tensor => lengths.reshape(batch, 1);
    const [steps, letters] = [column(inputLengths), column(targetLengths)];
    const states = withBlanks(targets, letters, blank); // int32 [batch, 2 letters + 1]
    const count = states.shape[1]!;
    const places = tensor(
      Int32Array.from({ length: count }, (_, i) => i),
      {
        ...{ shape: [1, count], device },
      },
    );
    const last = mul(letters, 2); // [batch, 1], the blank behind the last letter
    const atEnd = where(eq(places, last), 0, where(eq(places, sub(last, 1)), 0, never));
    const nothing = (width: number): Tensor => filled(device, [batch, width], never);
    const emitted = Array.from({ length: time }, (_, t) =>
      gather(select(logProbs, 0, t), 1, states),
    );
    const skips = mayBeSkippedTo(states, blank);

    const from = (a: Tensor, by: number): Tensor =>
      count > by ? cat([nothing(by), slice(a, 1, 0, count - by)], 1) : nothing(count);
    const to = (a: Tensor, by: number): Tensor =>
      count > by ? cat([slice(a, 1, by), nothing(by)], 1) : nothing(count);
    const forward: Tensor[] = [where(lt(places, 2), emitted[0]!, never)];
    for (let t = 1; t < time; t++)
      forward.push(
        scope(() => {
          const a = forward[t - 1]!;
          const jumped = where(skips, from(a, 2), never);
          return where(gt(steps, t), add(logSum(a, from(a, 1), jumped), emitted[t]!), a);
        }),
      );
    const backward: Tensor[] = new Array(time);
    for (let t = time - 1; t >= 0; t--)
      backward[t] = scope(() => {
        const end = add(atEnd, emitted[t]!);
        if (t === time - 1) return where(ge(steps, time), end, never);
        const b = backward[t + 1]!;
        const jumped = to(where(skips, b, never), 2);
        const later = add(logSum(b, to(b, 1), jumped), emitted[t]!);
        return where(eq(steps, t + 1), end, where(gt(steps, t), later, never));
      });

    const ends = add(forward[time - 1]!, atEnd);
    const whole = logSumOver(ends); // [batch, 1]
    const possible = gt(whole, never / 2);
    const kept = where(possible, whole, 0);
    const occupied = emitted.map((letter, t) =>
      scope(() => {
        const through = sub(sub(add(forward[t]!, backward[t]!), letter), kept);
        const active = where(possible, gt(steps, t), 0);
        const share = scatterAdd(mul(select(logProbs, 0, t), 0), 1, states, exp(through));
        return where(active, sub(exp(select(logProbs, 0, t)), share), 0);
      }),
    );
    return { surprise: sub(0, whole).reshape(batch), slope: stack(occupied, 0) };
  });
}

/** Blanks before, between and behind the letters: int32 [batch, letters] -> [batch, 2 letters + 1]. */
function withBlanks(targets: Tensor, letters: Tensor, blank: number): Tensor {
  const [batch, width] = targets.shape as [number, number];
  const { device } = targets;
  const blanks = (n: number): Tensor =>
    tensor(new Int32Array(batch * n).fill(blank), { shape: [batch, n], device });
  if (width === 0) return blanks(1);
  const places = tensor(
    Int32Array.from({ length: width }, (_, i) => i),
    {
      ...{ shape: [1, width], device },
    },
  );
  const known = where(lt(places, letters), targets, blank);
  const pairs = stack([blanks(width), known], 2).reshape(batch, 2 * width);
  return cat([pairs, blanks(1)], 1);
}

/** int32, 1 of the states that may follow the one before the one before: another letter than that, and no blank. */
function mayBeSkippedTo(states: Tensor, blank: number): Tensor {
  const [batch, count] = states.shape as [number, number];
  const none = tensor(new Int32Array(batch * Math.min(2, count)), {
    ...{ shape: [batch, Math.min(2, count)], device: states.device },
  });
  if (count <= 2) return none;
  const [later, earlier] = [slice(states, 1, 2), slice(states, 1, 0, count - 2)];
  return cat([none, where(ne(later, blank), ne(later, earlier), 0)], 1);
}

function logSum(a: Tensor, b: Tensor, c: Tensor): Tensor {
  const most = maximum(a, maximum(b, c));
  const shares = add(exp(sub(a, most)), add(exp(sub(b, most)), exp(sub(c, most))));
  return add(most, log(shares));
}

/** Over the last axis, which stays with size 1. */
function logSumOver(x: Tensor): Tensor {
  const most = max(x, -1, true);
  return add(most, log(sum(exp(sub(x, most)), -1, true)));
}
