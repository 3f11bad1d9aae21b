/** Threads of a workgroup of the kernels that go over elements one by one. */
export const flatWorkgroup = 256;

/** Workgroups for `count` elements, one a thread; kernels loop, for a grid has at most 65535 along an axis. */
export const flatGrid = (count: number): number =>
  Math.min(Math.ceil(count / flatWorkgroup), 65535);

/**
 * `main` for a grid of `flatGrid`: `body` for every element below the parameter `count`, whose number is `index`.
 * `before`: once, before the elements; a uniform `return` in it ends the launch.
 */
export const eachElement = (
  {
    count,
    index = "i",
    before = "",
  }: { readonly count: string; readonly index?: string; readonly before?: string },
  body: string,
): string => `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  ${before}
  for (var ${index} = id.x; ${index} < params.${count}; ${index} += ${flatWorkgroup}u * groups.x) {
    ${body}
  }
}`;
