import { formatShape, type Shape } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { anything, flag, integer, oneOf } from "../options/fields.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { orthogonalized } from "./newton-schulz.ts";
import { Optimizer, type OptimizerParameters, type ParameterUpdate } from "./optimizer.ts";
import { defineSettings, fromZero, type SettingsOf } from "./settings.ts";

const fields = {
  lr: fromZero(1e-3),
  weightDecay: fromZero(0.1),
  momentum: fromZero(0.95),
  nesterov: flag({ default: true }),
  /** a, b, c of an iteration x = a x + (b G + c G^2) x with G = x x^T. */
  nsCoefficients: anything<readonly [number, number, number]>({
    default: [3.4445, -4.775, 2.0315],
  }),
  eps: fromZero(1e-7),
  nsSteps: integer({ from: 1, to: 99, default: 5 }),
  /** Factor of the rate: sqrt(max(1, rows / columns)), or 0.2 sqrt(max(rows, columns)) to move as AdamW does. */
  adjustLrFn: oneOf(["original", "match_rms_adamw"], { default: "original" }),
};
const muonSettings = defineSettings("Muon", fields, ({ nsCoefficients }) =>
  nsCoefficients.length === 3
    ? undefined
    : `nsCoefficients are [${nsCoefficients}], expected three`,
);

/** Settings of a group of `Muon`; they may be changed between steps. */
export type MuonSettings = SettingsOf<typeof fields>;
export type MuonOptions = GivenOf<typeof fields>;

/**
 * Momentum orthogonalised by Newton-Schulz steps, for matrices only: Jordan et al. 2024,
 * kellerjordan.github.io/posts/muon. PyTorch's `optim.Muon`, whose Newton-Schulz runs in bfloat16; here in float32.
 */
export class Muon extends Optimizer<MuonSettings> {
  constructor(params: OptimizerParameters<MuonSettings>, options: MuonOptions = {}) {
    super(params, options, muonSettings);
    const other = this.parameters().find(({ shape }) => shape.length !== 2);
    if (other)
      throw new RangeError(
        `Muon: a parameter is ${formatShape(other.shape)}, expected matrices; give the others to another optimiser`,
      );
  }

  protected override update(moves: readonly ParameterUpdate[], settings: MuonSettings): void {
    for (const move of moves) this.#move(move, settings);
  }

  #move({ parameter, gradient, state }: ParameterUpdate, settings: MuonSettings): void {
    const { lr, weightDecay, momentum, nesterov } = settings;
    const buffer = state.tensor("momentum_buffer");
    launch("lerp", { target: buffer, x: gradient }, { weight: 1 - momentum });
    scope(() => {
      let update = buffer;
      if (nesterov) {
        update = launch("scale", { x: gradient }, { factor: 1 }).y;
        launch("lerp", { target: update, x: buffer }, { weight: momentum });
      }
      const direction = orthogonalized(update, settings);
      const step = launch(
        "scale",
        { x: direction },
        { factor: -lr * shapeFactor(parameter, settings) },
      ).y;
      const decay = launch("scale", { x: parameter }, { factor: -lr * weightDecay }).y;
      launch("accumulate", { target: parameter, x: decay }, {});
      launch("accumulate", { target: parameter, x: step }, {});
    });
  }

  protected override stateShapes({ shape }: Tensor): Readonly<Record<string, Shape>> {
    return { momentum_buffer: shape };
  }
}

function shapeFactor({ shape }: Tensor, { adjustLrFn }: MuonSettings): number {
  const [rows = 1, columns = 1] = shape;
  return adjustLrFn === "original"
    ? Math.sqrt(Math.max(1, rows / columns))
    : 0.2 * Math.sqrt(Math.max(rows, columns));
}
