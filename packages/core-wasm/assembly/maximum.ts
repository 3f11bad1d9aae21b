import { broadcastArithmetic, MAXIMUM } from './broadcast-arithmetic';

/** c = the larger of a and b with broadcasting; the table of axes is described at broadcastArithmetic. */
export function maximum(axes: usize, outer: i32, a: usize, b: usize, c: usize): void {
  broadcastArithmetic(MAXIMUM, axes, outer, a, b, c);
}
