import { sines } from './sin-vector';

/** y = cos x. */
export function cos(x: usize, y: usize, count: i32): void {
  sines(x, y, count, 1);
}
