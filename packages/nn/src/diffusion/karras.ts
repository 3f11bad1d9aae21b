import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { integer, number } from "../options/fields.ts";

const sigmaOptions = defineOptions(
  "karrasSigmas",
  {
    steps: integer({ from: 1, to: 2 ** 24 }),
    /** The last sigma before 0. */
    sigmaMin: number({ above: 0, default: 0.002 }),
    sigmaMax: number({ above: 0, default: 80 }),
    /** How much denser they lie near sigmaMin: 7 unless given. */
    rho: number({ above: 0, default: 7 }),
  },
  {
    check: ({ sigmaMin, sigmaMax }) =>
      sigmaMin < sigmaMax
        ? undefined
        : `sigmaMin is ${sigmaMin}, expected below sigmaMax (${sigmaMax})`,
  },
);

/** Steps, the bounds of the noise as standard deviations, and how steps are spread between. */
export type KarrasSigmaOptions = Given<typeof sigmaOptions>;

/** Noise levels from sigmaMax to sigmaMin and 0, [steps + 1]: Karras et al. (NeurIPS 2022), equation 5. */
export function karrasSigmas(options: KarrasSigmaOptions): Float64Array {
  const { steps, sigmaMin, sigmaMax, rho } = sigmaOptions.complete(options);
  const [first, last] = [sigmaMax ** (1 / rho), sigmaMin ** (1 / rho)];
  return Float64Array.from({ length: steps + 1 }, (_, i) =>
    i === steps ? 0 : (first + (i / Math.max(1, steps - 1)) * (last - first)) ** rho,
  );
}

const preconditioningOptions = defineOptions("karrasPreconditioning", {
  /** Standard deviation of the data: 0.5 unless given. */
  sigmaData: number({ above: 0, default: 0.5 }),
});

/** The standard deviation of the data. */
export type PreconditioningOptions = Given<typeof preconditioningOptions>;

/** D(x, sigma) = skip x + out F(in x, noise). */
export interface KarrasPreconditioning {
  readonly skip: number;
  readonly out: number;
  readonly in: number;
  readonly noise: number;
  /** What the squared error of D counts. */
  readonly lossWeight: number;
}

/**
 * How a network's input and output are scaled at a noise level: Karras et al., Elucidating the Design Space of
 * Diffusion-Based Generative Models (NeurIPS 2022), table 1.
 *
 * @throws RangeError for a sigma that is not above 0
 */
export function karrasPreconditioning(
  sigma: number,
  options: PreconditioningOptions = {},
): KarrasPreconditioning {
  const { sigmaData } = preconditioningOptions.complete(options);
  if (!(sigma > 0 && sigma < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `karrasPreconditioning: sigma is ${describeValue(sigma)}, expected a number above 0`,
    );
  const total = sigma ** 2 + sigmaData ** 2;
  return {
    skip: sigmaData ** 2 / total,
    out: (sigma * sigmaData) / Math.sqrt(total),
    in: 1 / Math.sqrt(total),
    noise: Math.log(sigma) / 4,
    lossWeight: total / (sigma * sigmaData) ** 2,
  };
}
