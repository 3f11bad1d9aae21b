import type { Shape } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { mean } from "../ops/sum.ts";
import type { GivenOf } from "../options/define-options.ts";
import { anything, flag, number } from "../options/fields.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Optimizer, type OptimizerParameters, type ParameterUpdate } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";
import { defineSettings, fromZero, type SettingsOf } from "./settings.ts";
import { constant, l2Norm } from "./tensor-norm.ts";

const fields = {
  lr: fromZero(1e-2),
  /** The second moment of step t forgets with 1 - t^beta2Decay. */
  beta2Decay: number({ from: -Infinity, to: 0, default: -0.8, expected: "0 or less" }),
  /** Smallest root of the second moment (null: float32's epsilon), and smallest scale of a parameter. */
  eps: anything<readonly [number | null, number]>({ default: [null, 1e-3] }),
  /** Root mean square from which on an update is shortened. */
  d: number({ from: 1, to: Infinity, default: 1, expected: "1 or more" }),
  weightDecay: fromZero(0),
  maximize: flag({ default: false }),
};
const adafactorSettings = defineSettings("Adafactor", fields, ({ eps: [eps1, eps2] }) =>
  (eps1 === null || eps1 >= 0) && eps2 >= 0
    ? undefined
    : `eps is [${eps1}, ${eps2}], expected null or 0 or more, and 0 or more`,
);

/** Settings of a group of `Adafactor`; they may be changed between steps. */
export interface AdafactorSettings extends SettingsOf<typeof fields> {}
/** Options of `Adafactor`, for all parameters or for one group; names and defaults are PyTorch's. */
export type AdafactorOptions = GivenOf<typeof fields>;

const FLOAT32_EPSILON = 2 ** -23;

/**
 * Adam's second moment from the sums of rows and columns, without a first: Shazeer and Stern, arXiv:1804.04235.
 * PyTorch's `optim.Adafactor`; of a parameter with two or more axes it keeps row_var and col_var, else variance.
 */
export class Adafactor extends Optimizer<AdafactorSettings> {
  constructor(params: OptimizerParameters<AdafactorSettings>, options: AdafactorOptions = {}) {
    super(params, options, adafactorSettings);
  }

  protected override update(moves: readonly ParameterUpdate[], settings: AdafactorSettings): void {
    for (const move of moves) this.#move(move, settings);
  }

  #move({ parameter, gradient, state }: ParameterUpdate, settings: AdafactorSettings): void {
    const { lr, beta2Decay, eps, d, weightDecay, maximize } = settings;
    const eps1 = eps[0] ?? FLOAT32_EPSILON;
    const atLeast = (a: Tensor, least: number): Tensor =>
      launch("maximum", { a, b: constant(a.device, least) }, {}).c;
    noGrad(() =>
      scope(() => {
        const rate = Math.min(lr, 1 / Math.sqrt(state.step));
        const size = scaled(atLeast(rootMeanSquare(parameter), eps[1]), -rate);
        if (weightDecay !== 0)
          launch("accumulate", { target: parameter, x: scaled(parameter, -lr * weightDecay) }, {});
        const squares = launch("mul", { a: gradient, b: gradient }, {}).c;
        const variance = this.#secondMoment(squares, state, state.step ** beta2Decay, (rows) =>
          atLeast(rows, eps1),
        );
        const { y: inverse } = launch("rsqrt", { x: atLeast(variance, eps1 * eps1) }, {});
        const update = launch("mul", { a: inverse, b: gradient }, {}).c;
        const length = atLeast(scaled(rootMeanSquare(update), 1 / d), 1);
        const factor = launch("div", { a: size, b: length }, {}).c;
        const step = launch("mul", { a: update, b: scaled(factor, maximize ? -1 : 1) }, {}).c;
        launch("accumulate", { target: parameter, x: step }, {});
      }),
    );
  }

  /** Takes the squares into the moments; returns their estimate for every element. */
  #secondMoment(
    squares: Tensor,
    state: ParameterState,
    weight: number,
    divisor: (rowMean: Tensor) => Tensor,
  ): Tensor {
    const shapes = this.stateShapes(squares);
    if (!shapes.row_var || !shapes.col_var) {
      const variance = state.tensor("variance");
      launch("lerp", { target: variance, x: squares }, { weight });
      return variance;
    }
    const rows = state.tensor("row_var", { shape: shapes.row_var });
    const columns = state.tensor("col_var", { shape: shapes.col_var });
    launch("lerp", { target: rows, x: mean(squares, [-1], true) }, { weight });
    launch("lerp", { target: columns, x: mean(squares, [-2], true) }, { weight });
    const outer = launch("mul", { a: rows, b: columns }, {}).c;
    return launch("div", { a: outer, b: divisor(mean(rows, [-2], true)) }, {}).c;
  }

  protected override stateShapes({ shape }: { shape: Shape }): Readonly<Record<string, Shape>> {
    if (shape.length < 2) return { variance: shape };
    const [rows = 1, columns = 1] = shape.slice(-2);
    const batch = shape.slice(0, -2);
    return { row_var: [...batch, rows, 1], col_var: [...batch, 1, columns] };
  }
}

const scaled = (x: Tensor, factor: number): Tensor => launch("scale", { x }, { factor }).y;

const rootMeanSquare = (x: Tensor): Tensor => scaled(l2Norm(x), 1 / Math.sqrt(x.size));
