/**
 * `NAME(value, lane) -> f32`: the reduction of one value a thread over a workgroup of `size` threads (a power of 2),
 * the same in every thread. Subgroups reduce without barriers; what they leave, and everything without them, is
 * reduced as a tree in workgroup memory. The order is fixed, so the bits are the same every run.

 */
export function workgroupReduction(
  name: string,
  combine: (a: string, b: string) => string,
  size: number,
): string {
  return `
var<workgroup> ${name}Partial: array<f32, ${size}>;
fn ${name}(value: f32, lane: u32) -> f32 {
  ${name}Partial[lane] = value;
  workgroupBarrier();
  for (var half = ${size / 2}u; half > 0u; half /= 2u) {
    if (lane < half) {
      let a = ${name}Partial[lane];
      let b = ${name}Partial[lane + half];
      ${name}Partial[lane] = ${combine("a", "b")};
    }
    workgroupBarrier();
  }
  let total = ${name}Partial[0];
  workgroupBarrier(); // the next call must not overwrite it before everybody has read it
  return total;
}
`;
}
