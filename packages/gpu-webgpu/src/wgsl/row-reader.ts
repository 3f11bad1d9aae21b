/**
 * `readRow(row, column) -> vec4f`: four floats of a row of x [rows, params.width], zeros behind its end. `column` is a
 * multiple of 4; `vector`: so is the width, and x is read by vec4.
 */
export const rowReader = (vector: boolean): string =>
  vector
    ? `
fn readRow(row: u32, column: u32) -> vec4f {
  return select(vec4f(), x[(row * params.width + column) / 4u], column < params.width);
}`
    : `
fn readRow(row: u32, column: u32) -> vec4f {
  let at = row * params.width + column;
  let present = vec4u(column) + vec4u(0u, 1u, 2u, 3u) < vec4u(params.width);
  return select(vec4f(), vec4f(x[at], x[at + 1u], x[at + 2u], x[at + 3u]), present);
}`;
