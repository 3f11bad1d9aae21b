import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

// From the nearer end, so that weight 1 gives x to the bit.
const fromTarget = flatProgram({
  name: "lerp from the target",
  reads: { x: "vec4f" },
  writes: { goal: "vec4f" },
  params: { weight: "f32" },
  each: "goal[i] = fma(vec4f(params.weight), x[i] - goal[i], goal[i]);",
});

const fromX = flatProgram({
  name: "lerp from x",
  reads: { x: "vec4f" },
  writes: { goal: "vec4f" },
  params: { rest: "f32" },
  each: "goal[i] = fma(vec4f(-params.rest), x[i] - goal[i], x[i]);",
});

export const lerpKernels: KernelSet<"lerp"> = (context) => ({
  lerp: ({ target: goal, x }, _, __, { weight }) => {
    if (Math.abs(weight) < 0.5) runFlat(context, fromTarget, { x, goal }, { weight }, x.length);
    else runFlat(context, fromX, { x, goal }, { rest: 1 - weight }, x.length);
  },
});
