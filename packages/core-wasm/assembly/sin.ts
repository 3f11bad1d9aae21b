import { sines } from './sin-vector';

/** y = sin x; a zero keeps its sign. */
export function sin(x: usize, y: usize, count: i32): void {
  sines(x, y, count, 0);
}
