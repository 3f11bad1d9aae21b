import { Heap } from "./heap.ts";
import type { Network, Node } from "./network.ts";

/**
 * Say of each place how many bytes it is from the end of its rule, the nearest first. Knuth, "A generalization of Dijkstra's
 * algorithm" (1977).
 */
export function measureDistances({ nodes }: Pick<Network, "nodes">): void {
  const before = new Map<Node, Node[]>();
  const callers = new Map<Node, Node[]>();
  const add = (map: Map<Node, Node[]>, key: Node, node: Node) => {
    const list = map.get(key);
    if (list) list.push(node);
    else map.set(key, [node]);
  };
  const heap = new Heap<Node>();
  for (const node of nodes) {
    for (const edge of node.edges) add(before, edge.node, node);
    for (const free of node.free) add(before, free, node);
    if (node.call) {
      add(before, node.call.after, node);
      add(callers, node.call.rule.start, node);
    }
    if (node.isEnd) heap.push(node, 0);
  }
  while (heap.size > 0) {
    const { item: node, rank } = heap.pop();
    if (node.distance < Number.POSITIVE_INFINITY) continue;
    node.distance = rank;
    const dependents = [...(before.get(node) ?? []), ...(callers.get(node) ?? [])];
    for (const one of dependents) {
      const distance = distanceOf(one);
      if (distance < Number.POSITIVE_INFINITY && one.distance === Number.POSITIVE_INFINITY)
        heap.push(one, distance);
    }
  }
}

/** By what is known of the places that it leads to. */
function distanceOf({ edges, free, call, isEnd }: Node): number {
  let least = isEnd ? 0 : Number.POSITIVE_INFINITY;
  for (const { node } of edges) least = Math.min(least, 1 + node.distance);
  for (const node of free) least = Math.min(least, node.distance);
  return call ? Math.min(least, call.rule.start.distance + call.after.distance) : least;
}
