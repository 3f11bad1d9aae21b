import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

// From the nearer end, so that weight 1 gives x to the bit.
const fromTarget = multiTensorProgram({
  name: "lerp from the target",
  reads: ["x"],
  writes: ["goal"],
  params: { weight: "f32" },
  each: "goal[i] = fma(vec4f(params.weight), x[i] - goal[i], goal[i]);",
});

const fromX = multiTensorProgram({
  name: "lerp from x",
  reads: ["x"],
  writes: ["goal"],
  params: { rest: "f32" },
  each: "goal[i] = fma(vec4f(-params.rest), x[i] - goal[i], x[i]);",
});

export const lerpKernels: JointKernelSet<"lerp"> = (context) => ({
  lerp: ({ target: goal, x }, { weight }) => {
    if (Math.abs(weight) < 0.5) fromTarget.run(context, { x, goal }, {}, { weight });
    else fromX.run(context, { x, goal }, {}, { rest: 1 - weight });
  },
});
