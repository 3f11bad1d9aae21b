import { broadcastArithmetic, MINIMUM } from './broadcast-arithmetic';

/** c = the smaller of a and b with broadcasting; the table of axes is described at broadcastArithmetic. */
export function minimum(axes: usize, outer: i32, a: usize, b: usize, c: usize): void {
  broadcastArithmetic(MINIMUM, axes, outer, a, b, c);
}
