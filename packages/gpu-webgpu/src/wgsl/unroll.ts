/** Lines of WGSL for 0 .. count - 1: what must not be a loop, for the values stay in registers. */
export const unroll = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
