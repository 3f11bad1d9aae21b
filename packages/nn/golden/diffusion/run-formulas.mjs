import { compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";
import { storedTensor } from "../preprocessing/stored-tensor.mjs";
import { compareList, compareStored } from "./near.mjs";

const near = relative(1e-9);

export function runSchedule(read, comparison) {
  const { schedule: kind, steps, ...stored } = read.record;
  const schedule = nn.noiseSchedule({ kind, steps });
  const posterior = schedule.posterior();
  const figures = {
    betas: () => schedule.betas,
    alphas_cumprod: () => schedule.alphasCumprod,
    posterior_variance: () => posterior.variance,
    posterior_mean_x0: () => posterior.meanX0,
    posterior_mean_xt: () => posterior.meanXt,
    snr: () => schedule.signalToNoise(),
    min_snr_5_epsilon: () => nn.minSnrWeights(schedule, { prediction: "epsilon" }),
    min_snr_5_v: () => nn.minSnrWeights(schedule, { prediction: "v_prediction" }),
    zero_terminal_snr_betas: () => schedule.zeroTerminalSnr().betas,
  };
  for (const [name, tensor] of Object.entries(stored)) {
    if (!Object.hasOwn(figures, name)) throw new Error(`${name} is not understood`);
    compareStored(comparison, name, figures[name](), read, tensor);
  }
}

export function runSpacing({ record }, comparison) {
  const { training_steps: trainingSteps, steps, ...spacings } = record;
  for (const [name, expected] of Object.entries(spacings)) {
    const [, spacing, offset = "0"] = /^(\w+)(?:, offset (\d+))?$/.exec(name) ?? [];
    const ours = nn.timestepSpacing({ trainingSteps, steps, spacing, offset: Number(offset) });
    compareList(comparison, name, ours, expected, () => 0);
  }
}

/** Each of x_t, v, x0 and noise from what the others say; near abar 0 or 1 with the digits that the division leaves. */
export function runConversion(read, comparison) {
  const { schedule: kind, t, alpha_cumprod: alpha, x_t, v, x0, noise, ...unknown } = read.record;
  for (const name in unknown) throw new Error(`${name} is not understood`);
  const abar = nn.noiseSchedule({ kind }).alphasCumprod[t];
  comparison.addFigure("alpha_cumprod", abar, alpha, near(alpha));
  const of = (name) => storedTensor(read.tensors, name).values;
  compareStored(comparison, "x_t", nn.addNoise(of(x0), of(noise), alpha), read, x_t);
  compareStored(comparison, "v", nn.velocity(of(x0), of(noise), alpha), read, v);
  const largest = Math.max(...[x0, noise].flatMap((name) => Array.from(of(name), Math.abs)));
  const exact = 1e-9 * largest;
  const fromNoise = nn.fromPrediction(of(x_t), of(noise), alpha, "epsilon");
  const fromClean = nn.fromPrediction(of(x_t), of(x0), alpha, "sample");
  const fromBoth = nn.fromPrediction(of(x_t), of(v), alpha, "v_prediction");
  const lost = (share) => exact * Math.max(1, 1e-6 / Math.sqrt(share));
  compareList(comparison, "x0 of noise", fromNoise.x0, of(x0), () => lost(alpha));
  compareList(comparison, "noise of x0", fromClean.noise, of(noise), () => lost(1 - alpha));
  compareList(comparison, "x0 of v", fromBoth.x0, of(x0), () => exact);
  compareList(comparison, "noise of v", fromBoth.noise, of(noise), () => exact);
}

export function runGuidance(read, comparison) {
  const { scale, conditional, unconditional, guided, rescaled = [], ...unknown } = read.record;
  for (const name in unknown) throw new Error(`${name} is not understood`);
  const { values: given, shape } = storedTensor(read.tensors, conditional);
  const { values: without } = storedTensor(read.tensors, unconditional);
  const sampleSize = shape.at(-1);
  compareStored(comparison, "guided", nn.guide(without, given, { scale }), read, guided);
  for (const { phi, tensor } of rescaled) {
    const ours = nn.guide(without, given, { scale, rescale: phi, sampleSize });
    compareStored(comparison, `rescaled ${phi}`, ours, read, tensor);
  }
}

export function runPreconditioning({ record }, comparison) {
  const { sigma, sigma_data: sigmaData } = record;
  const ours = nn.karrasPreconditioning(sigma, { sigmaData });
  const figures = {
    c_skip: () => ours.skip,
    c_out: () => ours.out,
    c_in: () => ours.in,
    c_noise: () => ours.noise,
    loss_weight: () => ours.lossWeight,
  };
  compareFields(comparison, record, ["sigma", "sigma_data"], figures, near);
}

export function runEmbedding(read, comparison) {
  const { timesteps, dim, max_period: maxPeriod, order, tensor, ...unknown } = read.record;
  for (const name in unknown) throw new Error(`${name} is not understood`);
  if (order !== "cos, sin") throw new Error(`order ${order} is not understood`);
  const ours = nn.timestepEmbedding(timesteps, { dim, maxPeriod });
  compareStored(comparison, "embedding", ours, read, tensor);
}

/** A run along the velocity, or a pair of point and velocity. */
export async function runFlow(read, comparison) {
  const { steps, shift, sigmas, start, trajectory, x0, noise, sigma, x_t, velocity, ...unknown } =
    read.record;
  for (const name in unknown) throw new Error(`${name} is not understood`);
  const of = (name) => storedTensor(read.tensors, name).values;
  if (x0 !== undefined) {
    const pair = nn.flowPair(of(x0), of(noise), sigma);
    compareStored(comparison, "x_t", pair.xt, read, x_t);
    compareStored(comparison, "velocity", pair.velocity, read, velocity);
  }
  if (trajectory === undefined) return;
  const ours = nn.flowSigmas({ steps, shift });
  compareList(comparison, "sigmas", ours, sigmas);
  const kept = [];
  const network = (x, t) => x.map((value) => Math.tanh(0.8 * value + 0.3 * Math.cos(t / 100)));
  const onStep = (_, x) => kept.push(...x);
  await nn.sampleFlow(network, of(start), { sigmas: ours, onStep });
  compareStored(comparison, "trajectory", kept, read, trajectory);
}

export function runKl({ record }, comparison) {
  const { mean1, logvar1, mean2, logvar2 } = record;
  const figures = {
    kl: () =>
      nn.normalKl({ mean: mean1, logVariance: logvar1 }, { mean: mean2, logVariance: logvar2 }),
  };
  compareFields(comparison, record, ["mean1", "logvar1", "mean2", "logvar2"], figures, near);
}
