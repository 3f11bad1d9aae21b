import { defineOptions, type Given } from "../options/define-options.ts";
import { integer, oneOf } from "../options/fields.ts";

const spacingOptions = defineOptions(
  "timestepSpacing",
  {
    /** Timesteps of the training: 1000 unless given. */
    trainingSteps: integer({ from: 1, to: 2 ** 24, default: 1000 }),
    /** How many of them are used. */
    steps: integer({ from: 1, to: 2 ** 24 }),
    /** "leading" begins at 0, "trailing" ends at the last timestep, "linspace" does both. */
    spacing: oneOf(["leading", "trailing", "linspace"], { default: "leading" }),
    /** Added to the timesteps of "leading": 0 unless given, 1 in Stable Diffusion. */
    offset: integer({ from: 0, default: 0 }),
  },
  {
    check: ({ trainingSteps, steps, spacing, offset }) => {
      if (steps > trainingSteps)
        return `steps is ${steps}, expected at most trainingSteps (${trainingSteps})`;
      if (offset > 0 && spacing !== "leading")
        return `offset is ${offset}, expected 0: ${spacing} has none`;
      const last = offset + (steps - 1) * Math.floor(trainingSteps / steps);
      return last < trainingSteps
        ? undefined
        : `offset is ${offset}, which leads beyond the last timestep`;
    },
  },
);

/** How many timesteps of how many, and how they are spread: diffusers' `timestep_spacing` and `steps_offset`. */
export type SpacingOptions = Given<typeof spacingOptions>;

/** Which timesteps of a training a sampler uses, largest first: Lin et al. (2023), table 2. */
export function timestepSpacing(options: SpacingOptions): number[] {
  const { trainingSteps, steps, spacing, offset } = spacingOptions.complete(options);
  const every = { length: steps };
  if (spacing === "leading") {
    const stride = Math.floor(trainingSteps / steps);
    return Array.from(every, (_, i) => (steps - 1 - i) * stride + offset);
  }
  if (spacing === "trailing")
    return Array.from(
      every,
      (_, i) => roundHalfEven(trainingSteps - i * (trainingSteps / steps)) - 1,
    );
  const stride = (trainingSteps - 1) / Math.max(1, steps - 1);
  return Array.from(every, (_, i) => roundHalfEven((steps - 1 - i) * stride));
}

/** As numpy rounds. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
