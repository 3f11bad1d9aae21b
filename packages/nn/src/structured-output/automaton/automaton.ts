import { ConstraintError } from "../constraint-error.ts";
import type { Network, Node } from "./network.ts";
import { ROOT, type Stack, StackPool } from "./stacks.ts";

/** A place in the network, and what comes behind the rules that are open. */
interface Configuration {
  readonly node: Node;
  readonly stack: Stack;
}

/** All places where a text may be. */
export class State {
  readonly configurations: readonly Configuration[];
  /** Whether the text may end here. */
  readonly accepts: boolean;
  /** The fewest bytes from here to an end. */
  readonly distance: number;
  /** By class of bytes, those that are known. */
  following: (State | undefined)[] = [];

  constructor(configurations: readonly Configuration[], accepts: boolean) {
    this.configurations = configurations;
    this.accepts = accepts;
    let distance = accepts ? 0 : Number.POSITIVE_INFINITY;
    for (const { node, stack } of configurations)
      distance = Math.min(distance, node.distance + stack.distance);
    this.distance = distance;
  }
}

/** Where no text leads to. */
export const dead = new State([], false);

/** States and places that are kept; all are made anew when there are more. */
const [mostStates, mostPlaces] = [20_000, 1_000_000];
/** Places, and bytes of tokens, that may be gone through for a token: some tenths of a second. */
const [mostWork, mostBytes] = [600_000, 50_000_000];

/**
 * The states of a network, each made when it is first asked for: subsets of places as for regular expressions, each with a
 * stack of the rules that are open.
 */
export class Automaton {
  readonly start: State;
  /** Of each byte: those of a class lead to the same states everywhere. */
  readonly classes: Uint8Array;
  readonly #stacks = new StackPool();
  readonly #width: number;
  readonly #who: string;
  #states = new Map<string, State>();
  #places = 0;
  #work = 0;
  #bytes = 0;

  constructor(network: Network, who: string) {
    this.#who = who;
    this.#width = network.nodes.length;
    this.classes = classesOf(network.nodes);
    this.start = this.#closed([{ node: network.root.start, stack: ROOT }]);
  }

  /** Count anew what a step may cost. */
  begin(): void {
    this.#work = 0;
    this.#bytes = 0;
  }

  /** The state that a byte leads to. @throws ConstraintError where there are too many ways to read a text */
  next(state: State, byte: number): State {
    const known = state.following[this.classes[byte]!];
    if (known) return known;
    const reached: Configuration[] = [];
    this.#count(state.configurations.length);
    for (const { node, stack } of state.configurations)
      for (const edge of node.edges)
        if (byte >= edge.from && byte <= edge.to) reached.push({ node: edge.node, stack });
    const next = reached.length === 0 ? dead : this.#closed(reached);
    state.following[this.classes[byte]!] = next;
    return next;
  }

  /** The state that a token leads to, given by a character for each byte; undefined where it leads nowhere, or is no text. */
  behind(state: State, token: string): State | undefined {
    if (token === "") return undefined;
    let reached = state;
    for (let i = 0; i < token.length && reached !== dead; i++)
      reached = this.next(reached, token.charCodeAt(i));
    return reached === dead ? undefined : reached;
  }

  /** The state of some places and all that they lead to without a byte. */
  #closed(reached: Configuration[]): State {
    const seen = new Set<number>();
    const left: Configuration[] = [];
    const found: { readonly key: number; readonly at: Configuration }[] = [];
    let accepts = false;
    const add = (node: Node, stack: Stack) => {
      if (node.distance === Number.POSITIVE_INFINITY) return; // nothing finished follows
      const key = stack.id * this.#width + node.id;
      if (seen.has(key)) return;
      seen.add(key);
      left.push({ node, stack });
      if (node.edges.length > 0) found.push({ key, at: { node, stack } });
    };
    for (const { node, stack } of reached) add(node, stack);
    for (let at = left.pop(); at; at = left.pop()) {
      this.#count(1);
      const { node, stack } = at;
      for (const one of node.free) add(one, stack);
      if (node.call) {
        const { rule, after } = node.call;
        // Nothing comes behind it: what is open stays as it is.
        add(rule.start, after.isEnd ? stack : this.#stacks.push(stack, after));
      }
      if (!node.isEnd) continue;
      if (stack.after) add(stack.after, stack.below!);
      else accepts = true;
    }
    found.sort((a, b) => a.key - b.key);
    return this.#kept(
      `${accepts} ${found.map(({ key }) => key).join(" ")}`,
      found.map(({ at }) => at),
      accepts,
    );
  }

  #kept(key: string, configurations: readonly Configuration[], accepts: boolean): State {
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= mostStates || this.#places >= mostPlaces) this.#forget();
    const state = new State(configurations, accepts);
    this.#states.set(key, state);
    this.#places += configurations.length;
    return state;
  }

  #forget(): void {
    for (const state of this.#states.values()) state.following = [];
    this.#states = new Map();
    this.#places = 0;
    this.#stacks.forget();
  }

  /** Say that so many bytes were gone through. */
  went(bytes: number): void {
    this.#bytes += bytes;
    this.#count(0);
  }

  #count(places: number): void {
    this.#work += places;
    if (this.#work <= mostWork && this.#bytes <= mostBytes) return;
    throw new ConstraintError(
      `${this.#who}: there are too many ways to read the text, expected a grammar that says each thing once`,
    );
  }
}

/** Bytes that no edge tells apart are of one class. */
function classesOf(nodes: readonly Node[]): Uint8Array {
  const begins = new Uint8Array(257);
  for (const { edges } of nodes)
    for (const { from, to } of edges) {
      begins[from] = 1;
      begins[to + 1] = 1;
    }
  const classes = new Uint8Array(256);
  for (let byte = 1, count = 0; byte < 256; byte++) classes[byte] = count += begins[byte]!;
  return classes;
}
