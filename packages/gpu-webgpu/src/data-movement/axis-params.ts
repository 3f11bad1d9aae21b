import type { StridedAxis } from "@qkv/core-wasm/contract";

/** Parameters `NAME0`, `NAME1`, ... for each list NAME: uniforms have no arrays that are not padded. */
export const numbered = <T>(lists: Readonly<Record<string, readonly T[]>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(lists).flatMap(([name, list]) => list.map((value, i) => [`${name}${i}`, value])),
  );

const mostAxes = 16;

/** Throw where a loop has more axes than the kernels take; those that step as one count once. */
export function expectAxes(kernel: string, axes: readonly StridedAxis[]): void {
  if (axes.length > mostAxes)
    throw new RangeError(
      `${kernel}: ${axes.length} axes that do not step as one, expected at most ${mostAxes} on WebGPU; ` +
        "do it in two steps",
    );
}
