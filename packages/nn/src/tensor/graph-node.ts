import type { Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "./tensor.ts";

/** Options of `Tensor#backward`. */
export interface BackwardOptions {
  /** d(result)/d(this tensor), of this tensor's shape; needed unless it holds one element. */
  readonly gradient?: Tensor;
  /** Keep what the graph saved, so that backward can run again. */
  readonly retainGraph?: boolean;
}

export const backwardNames: ReadonlySet<string> = new Set<keyof BackwardOptions>([
  "gradient",
  "retainGraph",
]);

/** Where the gradient of an input goes: to the operation that made it, or to a leaf's `.grad`. */
export type GradientTarget = GraphNode | Tensor;

/** One recorded operation: a plain record that can be printed, drawn and freed. */
export interface GraphNode {
  readonly op: string;
  /** Counts up in the order of recording: a node's inputs are always older than it. */
  readonly order: number;
  readonly shape: Shape;
  readonly attrs: object;
  /** Shapes of the inputs, by operand name. */
  readonly inputShapes: Readonly<Record<string, Shape>>;
  /** Inputs that want a gradient, by operand name. */
  readonly targets: Readonly<Record<string, GradientTarget>>;
  /** Private handles on what backward needs; emptied once it has run or nobody can ask any more. */
  saved: Readonly<Record<string, Tensor>> | undefined;
  /** Changes of what was saved, up to then: backward refuses when there have been more. */
  readonly savedVersion: number;
  /** The tensor the operation returned; backward() frees it with the graph. */
  readonly output: Tensor;
  readonly backward: (context: BackwardContext) => Readonly<Record<string, Tensor | undefined>>;
  /** Inputs to whose gradient `backward` adds the one that waits. */
  readonly accumulates: readonly string[];
  /** Told d(root)/d(output) when backward comes by; the tensor is lent, not given. */
  onGradient: ((gradient: Tensor) => void) | undefined;
  /** Live tensors and younger nodes that lead here. */
  users: number;
}

/** What the gradient of an operation is computed of. */
export interface BackwardContext {
  /** d(loss)/d(output), of the output's shape. Not to be disposed; may be returned as a gradient. */
  readonly gradient: Tensor;
  readonly saved: Readonly<Record<string, Tensor>>;
  readonly attrs: object;
  /** Shapes of the inputs, by operand name. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Which operands want a gradient. */
  readonly wants: Readonly<Record<string, boolean>>;
  /**
   * Of the inputs that the node accumulates: the gradient that has already come from other uses of the same tensor, where
   * there is one. Not to be disposed or changed; backward must add it to the gradient that it returns.
   */
  readonly waiting: Readonly<Record<string, Tensor | undefined>>;
}

export const isGraphNode = (target: GradientTarget): target is GraphNode => "targets" in target;

/** Changes in place of all that a node saved; a number that only grows. */
export function versionOf(saved: Readonly<Record<string, Tensor>>): number {
  let version = 0;
  for (const name in saved) version += saved[name]!.storage.version;
  return version;
}

/** One way to the node less; with the last, what it saved is freed, and so on towards the leaves. */
export function releaseNode(node: GraphNode): void {
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (--next.users > 0) continue;
    freeSaved(next);
    for (const target of Object.values(next.targets)) if (isGraphNode(target)) pending.push(target);
  }
}

export function freeSaved(node: GraphNode): void {
  for (const tensor of Object.values(node.saved ?? {})) tensor.dispose();
  node.saved = undefined;
}
