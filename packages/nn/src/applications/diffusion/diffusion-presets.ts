import { SIDE } from "../pictures/drawn-digits.ts";
import { usualTraining } from "../training-fields.ts";

const shared = {
  ...{ ...usualTraining, labels: [], schedule: "cosine" as const, timesteps: 1000 },
  ...{ condition: "class" as const, latent: "" },
  ...{ dropClass: 0.1, sampler: "ddim" as const, sampleSteps: 20, guidance: 2, weightDecay: 0 },
};

const small = {
  ...{ ...shared, side: SIDE, patch: 2, layers: 2, heads: 2, dModel: 48 },
  ...{ batch: 64, steps: 600, evalEvery: 200, lr: 3e-3, averageDecay: 0.98 },
};

const full = {
  ...{ ...shared, side: 28, layers: 4, heads: 4, dModel: 96, batch: 64 },
  ...{ warmup: 200, averageDecay: 0.998, evalEvery: 500, evalBatches: 16, beta2: 0.99 },
};

export const diffusionPresets = {
  small: {
    description: "0.1 M parameters on drawn digits, half a minute",
    settings: small,
  },
  "small-text": {
    description: "0.2 M parameters on drawn digits that are told in words, a minute",
    settings: { ...small, condition: "text" as const },
  },
  mnist: {
    description: "0.7 M parameters for MNIST, half an hour",
    settings: {
      ...{ ...full, patch: 4, steps: 7000, guidance: 2.5 },
      ...{ optimizer: "muon" as const, lr: 6e-3, minLr: 1e-4 },
    },
  },
  "mnist-latent": {
    description: "0.7 M parameters for the latents of MNIST, with --latent, ten minutes",
    settings: {
      ...{ ...full, patch: 1, timesteps: 250, steps: 4000, guidance: 1.5 },
      ...{ optimizer: "muon" as const, lr: 6e-3, minLr: 6e-4 },
    },
  },
};
