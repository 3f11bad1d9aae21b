/**
 * The head of `main` where a workgroup of `threads` finds its work by its number: `group`, of `groups`, and the number
 * of the thread in it, by the name `index`.
 */
export const workgroupMain = (
  threads: number,
  index: string,
): string => `@compute @workgroup_size(${threads})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) ${index}: u32,
)`;
