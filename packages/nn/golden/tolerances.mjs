/** What each group may be off by, relative to max(1, |expected|, root mean square); see comparison.mjs. */
const tolerances = {
  ops: { wasm: 3e-5, webgpu: 3e-5, reference: 1e-6 },
  optim: { wasm: 3e-5, webgpu: 3e-5, reference: 1e-6 },
  modules: { wasm: 2e-4, webgpu: 2e-4, reference: 2e-4 },
  models: { wasm: 2e-4, webgpu: 2e-4, reference: 2e-4 },
  /** Of logits; what files hold is compared bit by bit. */
  files: { wasm: 1e-4, webgpu: 1e-4, reference: 1e-4 },
  /** What else holds is in generation/. */
  generation: { wasm: 1e-4, webgpu: 1e-4, reference: 1e-4 },
  /** Each kind has its own, in preprocessing/. */
  preprocessing: { wasm: 0, webgpu: 0, reference: 0 },
  /** What else holds is in metrics/. */
  metrics: { wasm: 1e-6, webgpu: 1e-6, reference: 1e-6 },
  /** What else holds is in diffusion/. */
  diffusion: { wasm: 1e-9, webgpu: 1e-9, reference: 1e-9 },
  bleu: { wasm: 1e-6, webgpu: 1e-6, reference: 1e-6 },
};

/** Losses and gradient norms are relative to their own size, parameters absolute. */
export const trainingTolerance = {
  curve: 1e-4,
  parameters: 1e-3,
  /** Of the parameters that are within `parameters`. */
  share: 0.999,
  everyParameter: 1e-2,
};

export const toleranceOf = (group, device) =>
  group === "training" ? trainingTolerance.curve : tolerances[group][device];
