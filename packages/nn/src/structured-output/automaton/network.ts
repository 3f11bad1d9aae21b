import { ConstraintError } from "../constraint-error.ts";
import type { CodePoints } from "../expressions/code-points.ts";
import type { Expression, Grammar } from "../expressions/expression.ts";
import { measureDistances } from "./distances.ts";
import { refuseLeftRecursion } from "./left-recursion.ts";
import { type ByteRanges, utf8Ranges } from "./utf8-ranges.ts";

/** A place in a rule: what may come there. */
export class Node {
  readonly id: number;
  /** Bytes that may come, and where they lead to. */
  edges: readonly Edge[] = none;
  /** Where it goes on without a byte. */
  free: readonly Node[] = none;
  /** A rule that comes here, and what comes behind it. */
  call: { readonly rule: Rule; readonly after: Node } | undefined = undefined;
  /** Whether its rule may end here. */
  isEnd = false;
  /** The fewest bytes from here to the end of its rule; Infinity where it has none. */
  distance = Number.POSITIVE_INFINITY;

  constructor(id: number) {
    this.id = id;
  }
}

const none: readonly never[] = [];

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly node: Node;
}

export interface Rule {
  readonly name: string;
  start: Node;
}

/** A grammar as places that bytes lead to: Woods' recursive transition networks, over UTF-8. */
export interface Network {
  readonly root: Rule;
  readonly rules: readonly Rule[];
  readonly nodes: readonly Node[];
}

/** Places that a grammar may have: some 100 MB. */
const mostNodes = 250_000;

/**
 * The network of a grammar.
 *
 * @throws ConstraintError for a rule that is missing, that begins with itself, or that has no end, and for a grammar that is
 * too large
 */
export function networkOf(grammar: Grammar, who: string): Network {
  const builder = new NetworkBuilder(grammar, who);
  const root = builder.rule(grammar.root);
  const network = { root, rules: builder.built(), nodes: builder.nodes };
  measureDistances(network);
  refuseLeftRecursion(network, who);
  if (network.root.start.distance < Number.POSITIVE_INFINITY) return network;
  throw new ConstraintError(
    `${who}: no text fits: what is asked for contradicts itself, or has no end`,
  );
}

/** The bytes that may come anywhere. */
export function alphabetOf({ nodes }: Network): ReadonlySet<number> {
  const bytes = new Set<number>();
  for (const { edges, distance } of nodes)
    for (const { from, to } of distance < Number.POSITIVE_INFINITY ? edges : [])
      for (let byte = from; byte <= to; byte++) bytes.add(byte);
  return bytes;
}

class NetworkBuilder {
  readonly nodes: Node[] = [];
  readonly #grammar: Grammar;
  readonly #who: string;
  readonly #rules = new Map<string, Rule>();
  readonly #waiting: Rule[] = [];
  readonly #end: Node;

  constructor(grammar: Grammar, who: string) {
    this.#grammar = grammar;
    this.#who = who;
    this.#end = this.#node();
    this.#end.isEnd = true;
  }

  rule(name: string): Rule {
    const known = this.#rules.get(name);
    if (known) return known;
    if (!this.#grammar.rules.has(name))
      throw new ConstraintError(`${this.#who}: there is no rule ${JSON.stringify(name)}`);
    const rule: Rule = { name, start: this.#end };
    this.#rules.set(name, rule);
    this.#waiting.push(rule);
    return rule;
  }

  /** All rules that the root leads to, one after the other, so that deep chains of them take no stack. */
  built(): Rule[] {
    for (let rule = this.#waiting.pop(); rule; rule = this.#waiting.pop())
      rule.start = this.#before(this.#grammar.rules.get(rule.name)!, this.#end);
    return [...this.#rules.values()];
  }

  #node(edges: readonly Edge[] = none, free: readonly Node[] = none): Node {
    const node = new Node(this.nodes.length);
    node.edges = edges;
    node.free = free;
    this.nodes.push(node);
    if (this.nodes.length > mostNodes)
      throw new ConstraintError(
        `${this.#who}: it is too large, expected at most ${mostNodes} places; repeat less often, or shorter parts`,
      );
    return node;
  }

  /** The place where an expression begins behind which `next` comes. */
  #before(expression: Expression, next: Node): Node {
    switch (expression.kind) {
      case "text":
        return new TextEncoder()
          .encode(expression.text)
          .reduceRight((node, byte) => this.#node([{ from: byte, to: byte, node }]), next);
      case "set":
        return this.#beforeSet(expression.set, next);
      case "sequence":
        return expression.parts.reduceRight((node, part) => this.#before(part, node), next);
      case "choice":
        return this.#node(
          none,
          expression.options.map((one) => this.#before(one, next)),
        );
      case "rule": {
        const node = this.#node();
        node.call = { rule: this.rule(expression.name), after: next };
        return node;
      }
      case "repeat":
        return this.#beforeRepeat(expression, next);
    }
  }

  #beforeRepeat({ of, from, to }: Extract<Expression, { kind: "repeat" }>, next: Node): Node {
    let node = next;
    if (to === Number.POSITIVE_INFINITY) {
      const free: Node[] = [];
      node = this.#node(none, free);
      free.push(this.#before(of, node), next);
    } else
      for (let count = to - from; count > 0; count--)
        node = this.#node(none, [this.#before(of, node), next]);
    for (let count = from; count > 0; count--) {
      const before = this.#before(of, node);
      if (before === node) break; // a part without characters
      node = before;
    }
    return node;
  }

  /** One character: ends of characters that are alike are one place. */
  #beforeSet(set: CodePoints, next: Node): Node {
    const known = new Map<string, Node>();
    const behind = (rest: ByteRanges): Node => {
      if (rest.length === 0) return next;
      const key = rest.join(" ");
      const found = known.get(key);
      if (found) return found;
      const [[from, to], ...others] = rest as [readonly [number, number], ...ByteRanges];
      const node = this.#node([{ from, to, node: behind(others) }]);
      known.set(key, node);
      return node;
    };
    const edges = utf8Ranges(set).map(([first, ...rest]) => ({
      ...{ from: first![0], to: first![1], node: behind(rest) },
    }));
    return this.#node(edges);
  }
}
