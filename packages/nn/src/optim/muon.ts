import { formatShape, type Shape } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { anything, flag, integer, oneOf } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { muonBuffer, muonStep } from "./muon-step.ts";
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
export interface MuonSettings extends SettingsOf<typeof fields> {}
/** Options of `Muon`, for all parameters or for one group; names and defaults are PyTorch's. */
export type MuonOptions = GivenOf<typeof fields>;

/**
 * Momentum orthogonalised by Newton-Schulz steps, for matrices only: Jordan et al. 2024,
 * kellerjordan.github.io/posts/muon. PyTorch's `optim.Muon`, whose Newton-Schulz runs in bfloat16; here in float32.
 *
 * @throws RangeError for a parameter that is no matrix
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
    const { nsCoefficients, nsSteps } = settings;
    muonStep(moves, { ...settings, coefficients: Array(nsSteps).fill(nsCoefficients) });
  }

  protected override stateShapes({ shape }: Tensor): Readonly<Record<string, Shape>> {
    return { [muonBuffer]: shape };
  }
}
