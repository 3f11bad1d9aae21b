import { nn } from "../library.mjs";
import { storedTensor } from "../preprocessing/stored-tensor.mjs";
import { compareList, compareStored } from "./near.mjs";

/** The made network of the runs, on timesteps and on noise levels. */
const network = (x, t) => x.map((value) => Math.tanh(0.8 * value + 0.3 * Math.cos(t / 100)));
const denoiser = (x, sigma) => {
  const scale = Math.sqrt(1 + sigma ** 2);
  return x.map((value) => value - sigma * Math.tanh((0.8 * value) / scale + 0.3 * Math.cos(sigma)));
};

/** The fields that say how a sampler runs; a record has these and no others. */
const settings = {
  ddpm: ["schedule", "spacing", "prediction", "variance", "clip_x0"],
  ddim: ["schedule", "spacing", "prediction", "eta", "clip_x0"],
  dpmpp_2m: ["schedule", "spacing", "prediction", "clip_x0"],
  euler: ["sigma_min", "sigma_max", "rho", "sigmas"],
  heun: ["sigma_min", "sigma_max", "rho", "sigmas"],
  euler_ancestral: ["sigma_min", "sigma_max", "rho", "sigmas"],
};

const samplers = { ddpm: "sampleDdpm", ddim: "sampleDdim", dpmpp_2m: "sampleDpmSolver" };

/** A run from a stored start with stored noise: the sample after each kept step. */
export async function runSampler(read, comparison) {
  const { sampler, steps, start, noise, kept, trajectory, ...how } = read.record;
  if (!Object.hasOwn(settings, sampler)) throw new Error(`sampler ${sampler} is not understood`);
  for (const name in how)
    if (!settings[sampler].includes(name))
      throw new Error(`${name} is not understood for ${sampler}`);
  const after = [];
  const run = { onStep: (step, x) => after.push(...(kept.includes(step) ? x : [])) };
  if (noise !== undefined && sampler !== "dpmpp_2m") {
    const { values, shape } = storedTensor(read.tensors, noise);
    run.noise = (step) => values.subarray(step * shape[1], (step + 1) * shape[1]);
  }
  const { values: from } = storedTensor(read.tensors, start);
  if (Object.hasOwn(samplers, sampler))
    await nn[samplers[sampler]](network, from, { ...run, ...discreteOptions(how, steps) });
  else {
    const { sigma_min: sigmaMin, sigma_max: sigmaMax, rho } = how;
    const sigmas = nn.karrasSigmas({ steps, sigmaMin, sigmaMax, rho });
    compareStored(comparison, "sigmas", sigmas, read, how.sigmas);
    await nn.sampleSigmas(denoiser, from, { ...run, sigmas, method: sampler });
  }
  const { values } = storedTensor(read.tensors, trajectory);
  // Each step hands its rounding on to the next.
  compareList(comparison, "trajectory", after, values, (value) => 1e-9 * (1 + Math.abs(value)));
}

function discreteOptions({ schedule: kind, spacing, prediction, variance, eta, clip_x0 }, steps) {
  const [, name, offset = "0"] = /^(\w+)(?:, offset (\d+))?$/.exec(spacing);
  return {
    schedule: nn.noiseSchedule({ kind }),
    timesteps: nn.timestepSpacing({ steps, spacing: name, offset: Number(offset) }),
    prediction,
    ...(variance === undefined ? {} : { variance }),
    ...(eta === undefined ? {} : { eta }),
    ...(clip_x0 === undefined ? {} : { clipX0: clip_x0 }),
  };
}
