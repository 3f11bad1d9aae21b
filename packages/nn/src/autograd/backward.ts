import { formatShape, refuseUnknownOptions, sameShape } from "@qkv/core-wasm/contract";
import {
  type BackwardOptions,
  backwardNames,
  freeSaved,
  type GradientTarget,
  type GraphNode,
  isGraphNode,
  versionOf,
} from "../tensor/graph-node.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { noGrad } from "./grad-mode.ts";

/**
 * Reverse-mode differentiation from `root` to every leaf that requires a gradient. Nodes run from
 * the youngest to the oldest, so each has its whole gradient when its turn comes. What a node saved
 * is freed as soon as it was used, and so are the tensors made on the way to `root`.
 */
export function backward(root: Tensor, options: BackwardOptions = {}): void {
  refuseUnknownOptions("backward", options, backwardNames);
  const { gradient, retainGraph = false } = options;
  if (!root.requiresGrad)
    throw new Error(
      "backward: nothing requires a gradient here (noGrad, detach, or no requiresGrad leaf)",
    );
  const seed = gradient ? checkSeed(root, gradient).retain() : onesLike(root);
  noGrad(() => {
    const gradients = new Map<GraphNode, Tensor>();
    const leaves = new Set<Tensor>();
    try {
      deliver(root.node ?? root, seed, gradients, leaves);
      for (const node of reachable(root)) {
        const own = gradients.get(node);
        if (!own) continue;
        gradients.delete(node);
        try {
          node.onGradient?.(own);
          propagate(node, own, gradients, leaves);
        } finally {
          own.dispose();
        }
        if (retainGraph) continue;
        freeSaved(node);
        if (node.output !== root) node.output.dispose(" by backward()");
      }
    } finally {
      for (const left of gradients.values()) left.dispose(); // none, unless something threw
      for (const leaf of leaves) ownGradient(leaf);
    }
  });
}

function propagate(
  node: GraphNode,
  gradient: Tensor,
  gradients: Map<GraphNode, Tensor>,
  leaves: Set<Tensor>,
): void {
  const saved = node.saved;
  if (!saved)
    throw new Error(
      `backward: the graph of ${node.op} ${formatShape(node.shape)} was freed by an earlier backward(); ` +
        "call that one with { retainGraph: true }",
    );
  if (versionOf(saved) !== node.savedVersion)
    throw new Error(
      `backward: what ${node.op} ${formatShape(node.shape)} was computed from was changed in place afterwards ` +
        "(an optimiser's step, a loaded state dict), expected as it was; call backward() before, or compute anew",
    );
  const wants: Record<string, boolean> = {};
  for (const name in node.targets) wants[name] = true;
  const waiting = takeWaiting(node, gradients);
  try {
    const results = scope(() => {
      const made = node.backward({
        gradient,
        saved,
        attrs: node.attrs,
        shapes: node.inputShapes,
        wants,
        waiting,
      });
      const owned: Record<string, Tensor> = {};
      // Handles of our own: one gradient may be passed on to several inputs.
      for (const name in node.targets) {
        const result = made[name];
        if (!result) throw new Error(`backward: ${node.op} gave no gradient for ${name}`);
        owned[name] = result.retain();
      }
      return owned;
    });
    for (const name in node.targets)
      deliver(node.targets[name]!, results[name]!, gradients, leaves);
  } finally {
    if (waiting !== nothing) for (const name in waiting) waiting[name]!.dispose();
  }
}

const nothing: Readonly<Record<string, Tensor>> = {};

/**
 * The gradients that other uses have left for inputs to whose gradient the node adds them itself; they are not in
 * `gradients` any more. Those of leaves stay where they are: `.grad` is the user's.
 */
function takeWaiting(
  { accumulates, targets }: GraphNode,
  gradients: Map<GraphNode, Tensor>,
): Readonly<Record<string, Tensor>> {
  if (accumulates.length === 0) return nothing; // nearly every node
  const waiting: Record<string, Tensor> = {};
  for (const name of accumulates) {
    const target = targets[name];
    if (!target || !isGraphNode(target)) continue;
    const sum = gradients.get(target);
    if (!sum) continue;
    gradients.delete(target);
    waiting[name] = sum;
  }
  return waiting;
}

/** Hand a gradient, whose handle we own, to a node or a leaf; add it up with what came before. */
function deliver(
  target: GradientTarget,
  gradient: Tensor,
  gradients: Map<GraphNode, Tensor>,
  leaves: Set<Tensor>,
): void {
  if (isGraphNode(target)) {
    const sum = addUp(gradients.get(target), gradient);
    gradients.set(target, sum);
  } else if (target.disposed) {
    gradient.dispose(); // nobody can ask for it, or free it
  } else {
    target.grad = addUp(target.grad, gradient).makeLasting();
    leaves.add(target);
  }
}

/** Gradients are clipped and scaled in place: what another leaf, or somebody else, holds too is copied. */
function ownGradient(leaf: Tensor): void {
  const { grad } = leaf;
  if (!grad || grad.storage.exclusive) return;
  leaf.grad = scope(() => launch("scale", { x: grad }, { factor: 1 }).y.retain()).makeLasting();
  grad.dispose();
}

function addUp(sum: Tensor | undefined, gradient: Tensor): Tensor {
  if (!sum) return gradient;
  if (sum.storage.exclusive) {
    launch("accumulate", { target: sum, x: gradient }, {});
    gradient.dispose();
    return sum;
  }
  const total = scope(() => launch("add", { a: sum, b: gradient }, {}).c.retain());
  sum.dispose();
  gradient.dispose();
  return total;
}

/** The nodes that lead to `root`, youngest first. */
function reachable(root: Tensor): GraphNode[] {
  const seen = new Set<GraphNode>();
  const pending = root.node ? [root.node] : [];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const target of Object.values(node.targets)) if (isGraphNode(target)) pending.push(target);
  }
  return [...seen].sort((a, b) => b.order - a.order);
}

function checkSeed(root: Tensor, gradient: Tensor): Tensor {
  if (!sameShape(root.shape, gradient.shape))
    throw new RangeError(
      `backward: gradient is ${formatShape(gradient.shape)}, expected ${formatShape(root.shape)}`,
    );
  return gradient;
}

function onesLike(root: Tensor): Tensor {
  if (root.size !== 1)
    throw new RangeError(
      `backward: tensor is ${formatShape(root.shape)}, expected one element; ` +
        "pass { gradient } for others",
    );
  return scope(() => {
    const one = Tensor.empty(root.device, root.shape);
    one.upload([1]);
    return one.retain();
  });
}
