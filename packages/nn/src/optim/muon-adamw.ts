import type { Shape } from "@qkv/core-wasm/contract";
import { formatShape } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { anything, flag, oneOf } from "../options/fields.ts";
import { isNumbers } from "../options/kinds-of-values.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { AdamFamily, adamFields } from "./adam.ts";
import { muonBuffer, muonStep } from "./muon-step.ts";
import type { QuinticStep } from "./newton-schulz.ts";
import type { OptimizerParameters, ParameterUpdate } from "./optimizer.ts";
import { betasInRange, defineSettings, fromZero, type SettingsOf } from "./settings.ts";

/**
 * Three steps that bring singular values from 0.01 to 1 as near to 1 as quintics can, one after the other: Amsel et al.,
 * "The Polar Express", arXiv:2505.16932. They do what five of Muon's usual ones do, for 60 % of the work.
 */
const threeSteps: readonly QuinticStep[] = [
  [8.0132, -22.9258, 16.5994],
  [3.6431, -2.7289, 0.538],
  [2.6687, -1.9832, 0.4533],
];

const fields = {
  ...adamFields,
  /** By which of the two a group moves. */
  method: oneOf(["muon", "adamw"], { default: "adamw" }),
  momentum: fromZero(0.95),
  nesterov: flag({ default: true }),
  /** Of each Newton-Schulz step; `orthogonalized` says what they are. */
  nsCoefficients: anything<readonly QuinticStep[]>({ default: threeSteps }),
  tight: flag({ default: true }),
  adjustLrFn: oneOf(["original", "match_rms_adamw"], { default: "original" }),
};
const muonAdamWSettings = defineSettings("MuonAdamW", fields, (settings) => {
  const { method, amsgrad, maximize, nsCoefficients } = settings;
  if (method === "muon" && (amsgrad || maximize))
    return 'amsgrad and maximize are of groups with method "adamw", expected neither with "muon"';
  if (!isSteps(nsCoefficients))
    return `nsCoefficients are ${JSON.stringify(nsCoefficients)}, expected a list of [a, b, c]`;
  return betasInRange(settings);
});

function isSteps(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isNumbers(one) && one.length === 3)
  );
}

/** Settings of a group of `MuonAdamW`. */
export interface MuonAdamWSettings extends SettingsOf<typeof fields> {}
export type MuonAdamWOptions = GivenOf<typeof fields>;

/**
 * Muon for the groups of matrices that say so, and AdamW for the rest, as one optimiser: what is trained with Muon has
 * embeddings, a head and vectors too, which Muon is not for. Jordan et al. 2024, kellerjordan.github.io/posts/muon.
 */
export class MuonAdamW extends AdamFamily<MuonAdamWSettings> {
  protected override readonly decoupledWeightDecay = true;

  constructor(params: OptimizerParameters<MuonAdamWSettings>, options: MuonAdamWOptions = {}) {
    super(params, options, muonAdamWSettings);
    const byMuon = this.groups.filter(({ method }) => method === "muon");
    const other = byMuon.flatMap(({ params }) => params).find(({ shape }) => shape.length !== 2);
    if (other)
      throw new RangeError(
        `MuonAdamW: a parameter of a group with method "muon" is ${formatShape(other.shape)}, expected matrices`,
      );
  }

  protected override update(moves: readonly ParameterUpdate[], settings: MuonAdamWSettings): void {
    if (settings.method === "adamw") super.update(moves, settings);
    else
      muonStep(moves, {
        ...settings,
        coefficients: settings.nsCoefficients,
        tight: settings.tight,
      });
  }

  protected override stateShapes(
    parameter: Tensor,
    settings: MuonAdamWSettings,
  ): Readonly<Record<string, Shape>> {
    return settings.method === "adamw"
      ? super.stateShapes(parameter, settings)
      : { [muonBuffer]: parameter.shape };
  }
}
