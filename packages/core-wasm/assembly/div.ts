import { DIV, broadcastArithmetic } from './broadcast-arithmetic';

/** c = a / b with broadcasting; the table of axes is described at broadcastArithmetic. */
export function div(axes: usize, outer: i32, a: usize, b: usize, c: usize): void {
  broadcastArithmetic(DIV, axes, outer, a, b, c);
}
