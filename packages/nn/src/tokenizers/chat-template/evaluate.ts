import { attributeOf, itemOf, sliceOf } from "./attributes.ts";
import { ChatTemplateError } from "./chat-template-error.ts";
import type { FilterEnvironment } from "./define-filter.ts";
import { applyFilter } from "./filters.ts";
import { binaryOperation, compare } from "./python-operators.ts";
import { str } from "./python-text.ts";
import {
  type CallArguments,
  isNumber,
  isObject,
  isTrue,
  iterate,
  numberOf,
  PyDict,
  PyFloat,
  PyFunction,
  PyTuple,
  typeName,
} from "./python-values.ts";
import type { Scope } from "./scope.ts";
import type { Arguments, Expression } from "./template-nodes.ts";
import { counted, joined } from "./template-work.ts";
import { applyTest } from "./tests.ts";

const environment: FilterEnvironment = {
  filter: (name, value, given) => counted(applyFilter(name, counted(value), given, environment)),
  test: (name, value, given) => applyTest(name, counted(value), given),
};

/** The value of an expression; `input` is what a block's filters are applied to. */
export function evaluate(expression: Expression, scope: Scope, input?: string): unknown {
  return counted(computed(expression, scope, input));
}

function computed(expression: Expression, scope: Scope, input?: string): unknown {
  const of = (one: Expression): unknown => evaluate(one, scope, input);
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "float":
      return new PyFloat(expression.value);
    case "name":
      return scope.get(expression.name);
    case "list":
      return expression.items.map(of);
    case "tuple":
      return new PyTuple(expression.items.map(of));
    case "dict":
      return new PyDict(expression.items.map(([key, value]) => [of(key), of(value)] as const));
    case "attribute":
      return attributeOf(of(expression.of), expression.name);
    case "item":
      return itemOf(of(expression.of), of(expression.key));
    case "slice":
      return sliceOf(
        of(expression.of),
        expression.parts.map((part) => part && of(part)),
      );
    case "call":
      return call(of(expression.of), argumentsOf(expression.given, of));
    case "filter": {
      const value = expression.of ? of(expression.of) : input;
      return applyFilter(expression.name, value, argumentsOf(expression.given, of), environment);
    }
    case "test": {
      const passed = applyTest(
        expression.name,
        of(expression.of),
        argumentsOf(expression.given, of),
      );
      return passed !== expression.negated;
    }
    case "not":
      return !isTrue(of(expression.of));
    case "negative":
    case "positive":
      return signed(of(expression.of), expression.kind === "negative" ? -1 : 1);
    case "and": {
      const left = of(expression.left);
      return isTrue(left) ? of(expression.right) : left;
    }
    case "or": {
      const left = of(expression.left);
      return isTrue(left) ? left : of(expression.right);
    }
    case "binary":
      return binaryOperation(expression.operator, of(expression.left), of(expression.right));
    case "compare": {
      let left = of(expression.first);
      for (const [operator, operand] of expression.rest) {
        const right = of(operand);
        if (!compare(operator, left, right)) return false;
        left = right;
      }
      return true;
    }
    case "concatenation":
      return joined(expression.items.map((item) => str(of(item))));
    case "conditional":
      if (isTrue(of(expression.test))) return of(expression.chosen);
      return expression.otherwise && of(expression.otherwise);
  }
}

function signed(value: unknown, sign: number): unknown {
  if (!isNumber(value))
    throw new ChatTemplateError(`bad operand type for unary -: '${typeName(value)}'`);
  const number = sign * numberOf(value);
  return value instanceof PyFloat ? new PyFloat(number) : number;
}

function argumentsOf(given: Arguments, of: (one: Expression) => unknown): CallArguments {
  const positional = [
    ...given.positional.map(of),
    ...given.spread.flatMap((one) => iterate(of(one))),
  ];
  const named = new Map(given.named.map(([name, value]) => [name, of(value)] as const));
  for (const one of given.spreadNamed) {
    const dict = of(one);
    if (!(dict instanceof PyDict)) throw new ChatTemplateError("what follows ** is no mapping");
    for (const [name, value] of dict.entries) named.set(str(name), value);
  }
  return { positional, named };
}

export function call(value: unknown, given: CallArguments): unknown {
  if (value instanceof PyFunction) return value.call(given);
  if (isObject(value) && value.call) return value.call(given);
  if (value === undefined) throw new ChatTemplateError("what is called is undefined");
  throw new ChatTemplateError(`'${typeName(value)}' object is not callable`);
}
