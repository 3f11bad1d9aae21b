import { ADD, broadcastArithmetic } from './broadcast-arithmetic';

/** c = a + b with broadcasting; the table of axes is described at broadcastArithmetic. */
export function add(axes: usize, outer: i32, a: usize, b: usize, c: usize): void {
  broadcastArithmetic(ADD, axes, outer, a, b, c);
}
