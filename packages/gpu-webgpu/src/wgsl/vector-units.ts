/** Floats that a thread loads at once: a row's length must be a multiple. */
export type UnitWidth = 1 | 4;

/** The widest unit that divides all the lengths, offsets and steps. */
export const unitWidth = (...lengths: readonly number[]): UnitWidth =>
  lengths.every((length) => length % 4 === 0) ? 4 : 1;

/** WGSL's type of a unit of floats. */
export const unitType = (width: UnitWidth): "f32" | "vec4f" => (width === 4 ? "vec4f" : "f32");
/** WGSL's type of a unit of elements that are only moved: as words, so that no NaN loses its bits. */
export const wordType = (width: UnitWidth): "u32" | "vec4u" => (width === 4 ? "vec4u" : "u32");

/** `Unit` and its reductions to one float. */
export const unitCode = (width: UnitWidth): string =>
  width === 4
    ? `
alias Unit = vec4f;
fn sumOf(x: Unit) -> f32 { return (x.x + x.y) + (x.z + x.w); }
fn largestOf(x: Unit) -> f32 { return max(max(x.x, x.y), max(x.z, x.w)); }`
    : `
alias Unit = f32;
fn sumOf(x: Unit) -> f32 { return x; }
fn largestOf(x: Unit) -> f32 { return x; }`;
