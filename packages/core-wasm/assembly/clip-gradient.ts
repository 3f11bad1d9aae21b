import { scale } from './scale';

/** gradient *= min(1, maxNorm / (norm + 1e-6)); a NaN norm makes every element NaN, as in PyTorch. */
export function clipGradient(gradient: usize, norm: usize, count: i32, maxNorm: f64): void {
  const factor = maxNorm / (<f64>load<f32>(norm) + 1e-6);
  if (factor >= 1) return;
  scale(gradient, gradient, count, <f32>factor);
}
