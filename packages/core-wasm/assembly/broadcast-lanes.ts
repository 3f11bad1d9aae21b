/** Four elements of an innermost axis whose step is 1, or its one element four times where the step is 0. */
// @ts-ignore: decorator
@inline
export function loadLanes(pointer: usize, step: i32): v128 {
  return step ? v128.load(pointer) : v128.load32_splat(pointer);
}
