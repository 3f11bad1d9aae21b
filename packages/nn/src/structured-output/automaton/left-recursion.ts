import { ConstraintError } from "../constraint-error.ts";
import type { Network, Node, Rule } from "./network.ts";

/**
 * Refuse a rule that may begin with itself: there would be no end to what stands open before its first byte.
 *
 * @throws ConstraintError that names the rules on the way
 */
export function refuseLeftRecursion({ rules }: Network, who: string): void {
  const firsts = new Map(rules.map((rule) => [rule, rulesFirst(rule)] as const));
  const done = new Set<Rule>();
  for (const start of rules) {
    // Depth first, without the stack of the language: chains of rules may be long.
    const path: { readonly rule: Rule; readonly left: Rule[] }[] = [];
    const open = new Set<Rule>();
    const enter = (rule: Rule) => {
      open.add(rule);
      path.push({ rule, left: [...firsts.get(rule)!] });
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.pop();
      if (!next) {
        path.pop();
        open.delete(top.rule);
        done.add(top.rule);
      } else if (open.has(next)) {
        const names = path.map(({ rule }) => rule.name);
        const circle = [...names.slice(names.indexOf(next.name)), next.name].slice(0, 8);
        throw new ConstraintError(
          `${who}: ${circle.join(" begins with ")}, expected rules that do not begin with themselves`,
        );
      } else if (!done.has(next)) enter(next);
    }
  }
}

/** The rules that a rule may begin with. */
function rulesFirst({ start }: Rule): Set<Rule> {
  const found = new Set<Rule>();
  const seen = new Set<Node>([start]);
  const left = [start];
  for (let node = left.pop(); node; node = left.pop()) {
    const next = [...node.free];
    if (node.call) {
      found.add(node.call.rule);
      if (node.call.rule.start.distance === 0) next.push(node.call.after);
    }
    for (const one of next)
      if (!seen.has(one)) {
        seen.add(one);
        left.push(one);
      }
  }
  return found;
}
