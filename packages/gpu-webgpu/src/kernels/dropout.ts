import { dropoutScale, dropoutThreshold } from "@qkv/core-wasm/contract";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { flatGrid, flatWorkgroup } from "../wgsl/each-element.ts";
import { philox } from "../wgsl/philox.ts";

/** The four elements whose words are the component `lane` of the counters' results. */
const dropFour = (lane: string, part: number, residual: boolean) => `
    if (4u * i + ${part}u < params.vectors) {
      let words = vec4u(a.${lane}, b.${lane}, c.${lane}, d.${lane});
      let kept = (words >= vec4u(params.threshold)) & vec4<bool>(params.none == 0u);
      let value = select(vec4f(), params.scale * x[4u * i + ${part}u], kept);
      y[4u * i + ${part}u] = ${residual ? `value + residual[4u * i + ${part}u]` : "value"};
    }`;

// A thread makes the words of sixteen neighbours: four counters, each with one word for every fourth element.
const dropout = variants((residual: boolean) =>
  defineProgram({
    name: "dropout",
    reads: { x: "vec4f", ...(residual ? { residual: "vec4f" } : {}) } as Record<
      "x" | "residual",
      "vec4f"
    >,
    writes: { y: "vec4f" },
    params: {
      vectors: "u32",
      threshold: "u32",
      none: "u32",
      scale: "f32",
      seed: "u32",
      stream: "u32",
    },
    code: `${philox}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let key = vec2u(params.seed, params.stream);
  for (var i = id.x; 4u * i < params.vectors; i += ${flatWorkgroup}u * groups.x) {
    let a = philox(vec4u(4u * i, 0u, 0u, 0u), key);
    let b = philox(vec4u(4u * i + 1u, 0u, 0u, 0u), key);
    let c = philox(vec4u(4u * i + 2u, 0u, 0u, 0u), key);
    let d = philox(vec4u(4u * i + 3u, 0u, 0u, 0u), key);${["x", "y", "z", "w"].map((lane, part) => dropFour(lane, part, residual)).join("")}
  }
}`,
  }),
);

export const dropoutKernels: KernelSet<"dropout"> = ({ run }) => ({
  dropout: ({ x, residual }, { y }, _, { p, seed, stream }) => {
    const vectors = Math.ceil(x.length / 4);
    const none = p >= 1; // its threshold, 2^32, is no u32
    const params = {
      ...{ vectors, seed, stream, scale: dropoutScale(p), none: Number(none) },
      threshold: none ? 0 : dropoutThreshold(p),
    };
    const program = dropout(residual !== undefined);
    run(program, { x, residual: residual ?? x, y }, params, flatGrid(Math.ceil(vectors / 4)));
  },
});
