import type { Shape } from "@qkv/core-wasm/contract";
import {
  type BackwardContext,
  type GradientTarget,
  type GraphNode,
  isGraphNode,
  versionOf,
} from "../tensor/graph-node.ts";
import { unwatch } from "../tensor/leak-reporter.ts";
import type { Tensor } from "../tensor/tensor.ts";

let order = 0;
const none: readonly string[] = [];

/** Note how `output` came about. `saved` are handles that the node owns from here on. */
export function record(
  op: string,
  attrs: object,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  output: Tensor,
  saved: Readonly<Record<string, Tensor>>,
  backward: (context: BackwardContext) => Readonly<Record<string, Tensor | undefined>>,
  accumulates: readonly string[] = none,
): void {
  for (const name in saved) unwatch(saved[name]!); // who loses `output` is told of `output`
  const targets: Record<string, GradientTarget> = {};
  const inputShapes: Record<string, Shape> = {};
  for (const name in inputs) {
    const input = inputs[name];
    if (!input) continue;
    inputShapes[name] = input.shape;
    if (!input.requiresGrad) continue;
    const target = input.node ?? input;
    if (isGraphNode(target)) target.users++;
    targets[name] = target;
  }
  const node: GraphNode = {
    op,
    order: order++,
    shape: output.shape,
    attrs,
    inputShapes,
    targets,
    saved,
    savedVersion: versionOf(saved),
    output,
    backward,
    accumulates,
    onGradient: undefined,
    users: 1,
  };
  output.node = node;
  output.requiresGrad = true;
}
