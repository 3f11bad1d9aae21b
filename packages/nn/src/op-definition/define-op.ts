import type { AttrsOf, Inputs, KernelName, kernels, Outputs, Shape } from "@qkv/core-wasm/contract";
import { anyWantsGrad, willBeRecorded } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import type { BackwardContext } from "../tensor/graph-node.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

type Named<T> = Record<string, T | undefined>;

/** Names of the kernel's float32 inputs but its constants: those that have a gradient. */
type DifferentiableInput<K extends KernelName> = {
  [N in keyof (typeof kernels)[K]["inputs"]]: (typeof kernels)[K]["inputs"][N] extends
    | { readonly dtype: "int32" }
    | { readonly constant: true }
    ? never
    : N;
}[keyof (typeof kernels)[K]["inputs"]];

/** A gradient for each float32 input, by name; undefined where it is not wanted. All must be named. */
export type GradientsOf<K extends KernelName> = {
  readonly [N in DifferentiableInput<K>]: Tensor | undefined;
};

export interface OpDefinition<K extends KernelName, S> {
  /** What backward needs of the inputs and outputs; undefined members are left out. */
  readonly save: (inputs: Inputs<K, Tensor>, outputs: Outputs<K, Tensor>) => S;
  /** Buffers to launch with in the place of operands' own when nothing is recorded. */
  readonly inference?: (
    inputs: Inputs<K, Tensor>,
    attrs: AttrsOf<K>,
  ) => Partial<Inputs<K, unknown>> | undefined;
  /** Inputs to whose gradient `backward` adds what already waits for them, in a pass that it makes anyway. */
  readonly accumulates?: readonly DifferentiableInput<K>[];
  readonly backward: (context: {
    readonly gradient: Tensor;
    readonly saved: S;
    readonly attrs: AttrsOf<K>;
    readonly shapes: Inputs<K, Shape>;
    readonly wants: { readonly [N in DifferentiableInput<K>]?: boolean };
    readonly waiting: { readonly [N in DifferentiableInput<K>]?: Tensor };
  }) => GradientsOf<K>;
}

/** An op: a kernel plus the gradient of its first output. The gradient is required. */
export interface Op<K extends KernelName> {
  (inputs: Inputs<K, Tensor>, attrs: AttrsOf<K>): Outputs<K, Tensor>;
  readonly kernel: K;
}

export function defineOp<
  K extends KernelName,
  S extends { readonly [name: string]: Tensor | undefined },
>(kernel: K, { save, inference, accumulates, backward }: OpDefinition<K, S>): Op<K> {
  const op = (inputs: Inputs<K, Tensor>, attrs: AttrsOf<K>): Outputs<K, Tensor> => {
    const operands = inputs as Named<Tensor>;
    const recorded = anyWantsGrad(operands);
    const instead = recorded || willBeRecorded() ? undefined : inference?.(inputs, attrs);
    const outputs = launch(kernel, inputs, attrs, instead);
    if (recorded) {
      const saved: Record<string, Tensor> = {};
      const needed: Named<Tensor> = save(inputs, outputs);
      for (const name in needed) {
        const tensor = needed[name];
        if (tensor) saved[name] = tensor.retain();
      }
      const output = firstOf(outputs as Named<Tensor>);
      const anyBackward = backward as unknown as AnyBackward;
      record(
        kernel,
        attrs,
        operands,
        output,
        saved,
        anyBackward,
        accumulates as readonly string[] | undefined,
      );
    }
    return outputs;
  };
  return Object.assign(op, { kernel });
}

function firstOf(outputs: Named<Tensor>): Tensor {
  for (const name in outputs) return outputs[name]!;
  throw new Error("a recorded op has an output");
}

// The graph treats every op alike; the types above have checked what stands in it.
type AnyBackward = (context: BackwardContext) => Named<Tensor>;
