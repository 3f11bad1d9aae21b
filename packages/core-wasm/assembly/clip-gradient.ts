import { scale } from './scale';

/** gradient *= min(1, maxNorm / (sqrt(total) + 1e-6)); a NaN total makes every element NaN, as in PyTorch. */
export function clipGradient(gradient: usize, total: usize, count: i32, maxNorm: f64): void {
  const factor = maxNorm / (sqrt<f64>(<f64>load<f32>(total)) + 1e-6);
  if (factor >= 1) return;
  scale(gradient, gradient, count, <f32>factor);
}
