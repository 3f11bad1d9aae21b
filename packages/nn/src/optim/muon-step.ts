import { launch } from "../tensor/launch.ts";
import { launchAll } from "../tensor/launch-all.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type NewtonSchulzOptions, orthogonalized } from "./newton-schulz.ts";
import type { ParameterUpdate } from "./optimizer.ts";

export interface MuonStepOptions extends NewtonSchulzOptions {
  readonly lr: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly adjustLrFn: "original" | "match_rms_adamw";
}

/** What is kept for a matrix, in its shape. */
export const muonBuffer = "momentum_buffer";

/** Move matrices by a step of Muon; those of a shape are made orthogonal together, for each alone is little work. */
export function muonStep(moves: readonly ParameterUpdate[], options: MuonStepOptions): void {
  const { lr, weightDecay, momentum } = options;
  const gradient = moves.map((move) => move.gradient);
  const buffers = moves.map(({ state }) => state.tensor(muonBuffer));
  launchAll("lerp", { target: buffers, x: gradient }, { weight: 1 - momentum });
  for (const alike of byShape(moves))
    scope(() => {
      const target = alike.map(({ parameter }) => parameter);
      const directions = orthogonalized(updates(alike, options), options);
      const factor = -lr * shapeFactor(target[0]!, options);
      const steps = launch("scale", { x: directions }, { factor }).y;
      if (weightDecay > 0) {
        const shrink = { factor: -lr * weightDecay };
        const decays = target.map((x) => launch("scale", { x }, shrink).y);
        launchAll("accumulate", { target, x: decays }, {});
      }
      launchAll("accumulate", { target, x: unstacked(steps) }, {});
    });
}

function byShape(moves: readonly ParameterUpdate[]): Iterable<readonly ParameterUpdate[]> {
  const groups = new Map<string, ParameterUpdate[]>();
  for (const move of moves) {
    const key = move.parameter.shape.join();
    const alike = groups.get(key);
    if (alike) alike.push(move);
    else groups.set(key, [move]);
  }
  return groups.values();
}

/** The buffers, or with Nesterov's momentum a step ahead of them: [matrices, rows, columns]. */
function updates(
  moves: readonly ParameterUpdate[],
  { momentum, nesterov }: MuonStepOptions,
): Tensor {
  const buffers = stacked(moves.map(({ state }) => state.tensor(muonBuffer)));
  if (!nesterov) return buffers;
  const ahead = stacked(moves.map(({ gradient }) => gradient));
  launch("lerp", { target: ahead, x: buffers }, { weight: momentum });
  return ahead;
}

/** Matrices of a shape -> [matrices, rows, columns]. */
function stacked(matrices: readonly Tensor[]): Tensor {
  const [{ device, shape, size: width }] = matrices as [Tensor];
  const target = Tensor.empty(device, [matrices.length, ...shape]);
  const whole = { batch: 1, count: 1, width, targetBatch: 0, targetRow: 0 };
  const from = { sourceOffset: 0, sourceBatch: 0, sourceRow: 0 };
  for (const [i, rows] of matrices.entries())
    launch("writeRows", { target, rows }, { ...whole, ...from, targetOffset: i * width });
  return target;
}

/** [matrices, rows, columns] -> the matrices. */
function unstacked(x: Tensor): readonly Tensor[] {
  const [matrices, ...size] = x.shape as [number, number, number];
  const stride = [size[1], 1];
  return Array.from(
    { length: matrices },
    (_, i) => launch("asStrided", { x }, { size, stride, offset: i * size[0] * size[1] }).y,
  );
}

function shapeFactor({ shape }: Tensor, { adjustLrFn }: MuonStepOptions): number {
  const [rows = 1, columns = 1] = shape;
  return adjustLrFn === "original"
    ? Math.sqrt(Math.max(1, rows / columns))
    : 0.2 * Math.sqrt(Math.max(rows, columns));
}
