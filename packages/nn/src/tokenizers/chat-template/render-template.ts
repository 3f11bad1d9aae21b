import { ChatTemplateError } from "./chat-template-error.ts";
import { call, evaluate } from "./evaluate.ts";
import { Loop } from "./loop.ts";
import { str } from "./python-text.ts";
import {
  type CallArguments,
  isTrue,
  iterate,
  PyDict,
  PyFunction,
  PyNamespace,
  PyTuple,
} from "./python-values.ts";
import { Scope } from "./scope.ts";
import type { MacroNode, Statement, Target } from "./template-nodes.ts";
import { TemplateOutput } from "./template-output.ts";
import { spend, withBoundedWork } from "./template-work.ts";

const deepest = 150;

export interface Rendered {
  readonly text: string;
  /** What stands in generation blocks, in code units. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

type Signal = "break" | "continue" | undefined;

/** Runs a template with variables. A template that does not come to an end is stopped. */
export function renderTemplate(
  body: readonly Statement[],
  variables: ReadonlyMap<string, unknown>,
): Rendered {
  return withBoundedWork(() => new Renderer().render(body, new Scope(undefined, variables)));
}

class Renderer {
  readonly #output = new TemplateOutput();
  readonly #spans: (readonly [number, number])[] = [];
  #depth = 0;

  render(body: readonly Statement[], scope: Scope): Rendered {
    this.#run(body, new Scope(scope));
    return { text: this.#output.toString(), spans: this.#spans };
  }

  #run(body: readonly Statement[], scope: Scope): Signal {
    for (const statement of body) {
      spend(1);
      const signal = this.#statement(statement, scope);
      if (signal) return signal;
    }
    return undefined;
  }

  /** The text of statements, in a scope of their own. */
  #text(body: readonly Statement[], scope: Scope): string {
    return this.#output.captured(() => void this.#run(body, new Scope(scope)));
  }

  #statement(statement: Statement, scope: Scope): Signal {
    switch (statement.kind) {
      case "text":
        this.#output.write(statement.text);
        return undefined;
      case "output":
        this.#output.write(str(evaluate(statement.value, scope)));
        return undefined;
      case "if":
        for (const { test, body } of statement.branches)
          if (isTrue(evaluate(test, scope))) return this.#run(body, scope);
        return this.#run(statement.otherwise, scope);
      case "for":
        this.#loop(statement, evaluate(statement.over, scope), scope, 0);
        return undefined;
      case "break":
      case "continue":
        return statement.kind;
      case "set":
        assign(statement.target, evaluate(statement.value, scope), scope);
        return undefined;
      case "set block": {
        const text = this.#text(statement.body, scope);
        const value = statement.filters ? evaluate(statement.filters, scope, text) : text;
        assign(statement.target, value, scope);
        return undefined;
      }
      case "macro":
        scope.set(statement.macro.name, this.#macro(statement.macro, scope));
        return undefined;
      case "call":
        this.#callBlock(statement, scope);
        return undefined;
      case "filter": {
        const text = this.#text(statement.body, scope);
        this.#output.write(str(evaluate(statement.filters, scope, text)));
        return undefined;
      }
      case "with": {
        const inner = new Scope(scope);
        for (const [target, value] of statement.values)
          assign(target, evaluate(value, scope), inner);
        return this.#run(statement.body, inner);
      }
      case "generation": {
        const start = this.#output.position;
        const text = this.#text(statement.body, scope);
        this.#spans.push([start, start + text.length]);
        this.#output.write(text);
        return undefined;
      }
    }
  }

  #loop(
    statement: Extract<Statement, { kind: "for" }>,
    over: unknown,
    scope: Scope,
    depth: number,
  ): void {
    const { target, filter, recursive, body, otherwise } = statement;
    const inner = (item: unknown): Scope => {
      const made = new Scope(scope);
      assign(target, item, made);
      return made;
    };
    let items = iterate(over);
    if (filter) items = items.filter((item) => isTrue(evaluate(filter, inner(item))));
    const recurse = (further: unknown): string =>
      this.#deeper(() =>
        this.#output.captured(() => this.#loop(statement, further, scope, depth + 1)),
      );
    const loop = new Loop(items, depth, recursive ? recurse : undefined);
    for (const [i, item] of items.entries()) {
      loop.moveTo(i);
      const each = inner(item);
      each.set("loop", loop);
      if (this.#run(body, each) === "break") break;
    }
    if (items.length === 0) this.#run(otherwise, new Scope(scope));
  }

  #callBlock({ call: node, caller }: Extract<Statement, { kind: "call" }>, scope: Scope): void {
    if (node.kind !== "call") return;
    const inner = new Scope(scope, [["caller", this.#macro(caller, scope)]]);
    const made = evaluate(node.of, inner);
    const named = new Map<string, unknown>();
    for (const [name, value] of node.given.named) named.set(name, evaluate(value, scope));
    named.set("caller", inner.get("caller"));
    const positional = node.given.positional.map((one) => evaluate(one, scope));
    this.#output.write(str(call(made, { positional, named })));
  }

  #macro({ name, parameters, body }: MacroNode, scope: Scope): PyFunction {
    return new PyFunction(name, (given) =>
      this.#deeper(() =>
        this.#output.captured(() => void this.#run(body, boundScope(parameters, given, scope))),
      ),
    );
  }

  #deeper<T>(run: () => T): T {
    if (++this.#depth > deepest) throw new ChatTemplateError("it calls itself without end");
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }
}

/** A macro's parameters, and what it is given beyond them. */
function boundScope(
  parameters: MacroNode["parameters"],
  { positional, named }: CallArguments,
  scope: Scope,
): Scope {
  const inner = new Scope(scope);
  const rest = new Map(named);
  for (const [i, { name, value }] of parameters.entries()) {
    const given = i < positional.length ? positional[i] : rest.get(name);
    const has = i < positional.length || rest.has(name);
    rest.delete(name);
    inner.set(name, has ? given : value && evaluate(value, inner));
  }
  inner.set("varargs", new PyTuple(positional.slice(parameters.length)));
  if (rest.has("caller")) inner.set("caller", rest.get("caller"));
  rest.delete("caller");
  inner.set("kwargs", new PyDict(rest));
  return inner;
}

function assign(target: Target, value: unknown, scope: Scope): void {
  if (target.kind === "name") scope.set(target.name, value);
  else if (target.kind === "names") {
    const items = iterate(value);
    if (items.length !== target.targets.length)
      throw new ChatTemplateError(
        `${items.length} values cannot be given to ${target.targets.length} names`,
      );
    for (const [i, one] of target.targets.entries()) assign(one, items[i], scope);
  } else {
    const namespace = scope.get(target.of);
    if (!(namespace instanceof PyNamespace))
      throw new ChatTemplateError("only attributes of a namespace can be set");
    namespace.attributes.set(target.name, value);
  }
}
