import { sizeOf } from "@qkv/core-wasm/contract";
import { enableGrad, recordLater, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { Module } from "../module/module.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { recordStreams, replayStreams } from "../random/stream-tape.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * module.forward(...inputs), keeping only the inputs for the gradient: backward runs the module a second time, with
 * the same random numbers, and goes through what that made. The gradients are the same to the bit; the activations of
 * a stack of such modules need the memory of one. Chen et al., arXiv:1604.06174; PyTorch's
 * `torch.utils.checkpoint.checkpoint`. Tensors that require a gradient must be inputs or parameters of the module; running
 * statistics (batch norm) take the second run in too, as in PyTorch.
 */
export function checkpoint<A extends readonly unknown[]>(
  module: Module & { forward(...inputs: A): Tensor },
  ...inputs: A
): Tensor {
  expectInstance("checkpoint", "module", module, Module, "a module");
  const given = new Set(tensorsIn(inputs));
  if (!wantsGrad(...given, ...module.parameters())) return module.forward(...inputs);
  const { result, streams } = recordStreams(() =>
    recordLater(() => scope(() => module.forward(...inputs))),
  );
  const output = given.has(result) || result.lasting ? result.detach() : result;
  const named = Object.fromEntries([...given].map((tensor, i) => [`input${i}`, tensor]));
  const saved = Object.fromEntries([...given].map((tensor, i) => [`input${i}`, tensor.retain()]));
  record("checkpoint", {}, named, output, saved, ({ gradient, saved, wants }) => {
    const leaves = new Map<Tensor, Tensor>();
    for (const [name, tensor] of Object.entries(named)) {
      const leaf = saved[name]!.detach();
      leaves.set(tensor, wants[name] ? leaf.requiresGrad_() : leaf);
    }
    const again = replayStreams(streams, () =>
      enableGrad(() => scope(() => module.forward(...withTensors(inputs, leaves)))),
    );
    if (again.requiresGrad) again.backward({ gradient });
    const gradients: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(named)) {
      const leaf = leaves.get(tensor)!;
      if (wants[name]) gradients[name] = leaf.grad ?? zerosLike(leaf);
    }
    return gradients;
  });
  return output;
}

/** The tensors among arguments, also those in arrays and plain objects. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  return isPlain(value) ? Object.values(value).flatMap(tensorsIn) : [];
}

/** The same arguments with other tensors in the places of theirs. */
function withTensors<T>(value: T, replacements: ReadonlyMap<Tensor, Tensor>): T {
  const swap = (item: unknown): unknown => {
    if (item instanceof Tensor) return replacements.get(item) ?? item;
    if (Array.isArray(item)) return item.map(swap);
    if (!isPlain(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, swap(inner)]));
  };
  return swap(value) as T; // the same arrays and objects, tensor for tensor
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function zerosLike({ device, shape }: Tensor): Tensor {
  const zeros = Tensor.empty(device, shape);
  zeros.upload(new Float32Array(sizeOf(shape)));
  return zeros;
}
