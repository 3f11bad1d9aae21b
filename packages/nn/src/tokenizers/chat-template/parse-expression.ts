import type { Arguments, Expression } from "./template-nodes.ts";
import type { TokenReader } from "./token-reader.ts";

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...([
    ["true", true],
    ["True", true],
    ["false", false],
    ["False", false],
  ] as const),
  ...([
    ["none", null],
    ["None", null],
  ] as const),
]);

/** An expression; several with commas between them are a tuple. */
export function parseTuple(tokens: TokenReader, withCondition = true): Expression {
  const one = (): Expression => (withCondition ? parseExpression(tokens) : parseOr(tokens));
  const first = one();
  if (!tokens.isOperator(",")) return first;
  const items = [first];
  while (tokens.takeOperator(",")) {
    if (endsTuple(tokens)) break;
    items.push(one());
  }
  return { kind: "tuple", items };
}

const endsTuple = (tokens: TokenReader): boolean =>
  tokens.isOperator(")") ||
  tokens.is("block end") ||
  tokens.is("variable end") ||
  tokens.isWord("in");

/** `a if b else c` and all that binds stronger. */
export function parseExpression(tokens: TokenReader): Expression {
  return tokens.nested(() => {
    let value = parseOr(tokens);
    while (tokens.takeWord("if")) {
      const test = parseOr(tokens);
      const otherwise = tokens.takeWord("else") ? parseExpression(tokens) : undefined;
      value = { kind: "conditional", test, chosen: value, otherwise };
    }
    return value;
  });
}

export function parseOr(tokens: TokenReader): Expression {
  let left = parseAnd(tokens);
  while (tokens.takeWord("or")) left = { kind: "or", left, right: parseAnd(tokens) };
  return left;
}

function parseAnd(tokens: TokenReader): Expression {
  let left = parseNot(tokens);
  while (tokens.takeWord("and")) left = { kind: "and", left, right: parseNot(tokens) };
  return left;
}

function parseNot(tokens: TokenReader): Expression {
  if (!tokens.takeWord("not")) return parseCompare(tokens);
  return tokens.nested(() => ({ kind: "not", of: parseNot(tokens) }));
}

const comparisons = ["==", "!=", "<=", ">=", "<", ">"];

function parseCompare(tokens: TokenReader): Expression {
  const first = parseSum(tokens);
  const rest: (readonly [string, Expression])[] = [];
  for (;;) {
    const operator = comparisons.find((one) => tokens.takeOperator(one));
    if (operator !== undefined) rest.push([operator, parseSum(tokens)]);
    else if (tokens.takeWord("in")) rest.push(["in", parseSum(tokens)]);
    else if (tokens.isWord("not") && tokens.isWord("in", 1)) {
      tokens.next();
      tokens.next();
      rest.push(["not in", parseSum(tokens)]);
    } else return rest.length === 0 ? first : { kind: "compare", first, rest };
  }
}

/** Operators that bind alike, from left to right. */
function binary(
  tokens: TokenReader,
  operators: readonly string[],
  operand: (tokens: TokenReader) => Expression,
): Expression {
  let left = operand(tokens);
  for (;;) {
    const operator = operators.find((one) => tokens.takeOperator(one));
    if (operator === undefined) return left;
    left = { kind: "binary", operator, left, right: operand(tokens) };
  }
}

const parseSum = (tokens: TokenReader): Expression =>
  binary(tokens, ["+", "-"], parseConcatenation);

function parseConcatenation(tokens: TokenReader): Expression {
  const items = [parseProduct(tokens)];
  while (tokens.takeOperator("~")) items.push(parseProduct(tokens));
  return items.length === 1 ? items[0]! : { kind: "concatenation", items };
}

const parseProduct = (tokens: TokenReader): Expression =>
  binary(tokens, ["*", "//", "/", "%"], parsePower);

const parsePower = (tokens: TokenReader): Expression =>
  binary(tokens, ["**"], (of) => parseUnary(of, true));

function parseUnary(tokens: TokenReader, withFilters: boolean): Expression {
  return tokens.nested(() => {
    let value: Expression;
    if (tokens.takeOperator("-")) value = { kind: "negative", of: parseUnary(tokens, false) };
    else if (tokens.takeOperator("+")) value = { kind: "positive", of: parseUnary(tokens, false) };
    else value = parsePrimary(tokens);
    value = parsePostfix(tokens, value);
    return withFilters ? parseFilters(tokens, value) : value;
  });
}

function parsePrimary(tokens: TokenReader): Expression {
  if (tokens.is("string")) {
    let value = "";
    while (tokens.is("string")) value += tokens.next().value;
    return { kind: "constant", value };
  }
  if (tokens.is("integer")) return { kind: "constant", value: Number(tokens.next().value) };
  if (tokens.is("float")) return { kind: "float", value: Number(tokens.next().value) };
  if (tokens.is("name")) {
    const name = tokens.next().value;
    if (constants.has(name)) return { kind: "constant", value: constants.get(name) };
    return { kind: "name", name };
  }
  if (tokens.takeOperator("(")) {
    if (tokens.takeOperator(")")) return { kind: "tuple", items: [] };
    const value = parseTuple(tokens);
    tokens.expect("operator", ")");
    return value;
  }
  if (tokens.takeOperator("["))
    return { kind: "list", items: parseItems(tokens, "]", parseExpression) };
  if (tokens.takeOperator("{"))
    return {
      kind: "dict",
      items: parseItems(tokens, "}", (of) => {
        const key = parseExpression(of);
        of.expect("operator", ":");
        return [key, parseExpression(of)] as const;
      }),
    };
  throw tokens.fault("an expression");
}

/** Items with commas between them, up to what closes them. */
function parseItems<T>(tokens: TokenReader, closing: string, item: (of: TokenReader) => T): T[] {
  const items: T[] = [];
  while (!tokens.takeOperator(closing)) {
    if (items.length > 0) tokens.expect("operator", ",");
    if (tokens.takeOperator(closing)) break;
    items.push(item(tokens));
  }
  return items;
}

function parsePostfix(tokens: TokenReader, of: Expression): Expression {
  let value = of;
  for (;;) {
    if (tokens.takeOperator(".")) {
      if (tokens.is("integer")) {
        const key: Expression = { kind: "constant", value: Number(tokens.next().value) };
        value = { kind: "item", of: value, key };
      } else value = { kind: "attribute", of: value, name: tokens.expect("name").value };
    } else if (tokens.takeOperator("[")) value = parseSubscript(tokens, value);
    else if (tokens.isOperator("("))
      value = { kind: "call", of: value, given: parseArguments(tokens) };
    else return value;
  }
}

function parseSubscript(tokens: TokenReader, of: Expression): Expression {
  const parts: (Expression | undefined)[] = [undefined];
  while (!tokens.takeOperator("]")) {
    if (tokens.takeOperator(":")) parts.push(undefined);
    else parts[parts.length - 1] = parseTuple(tokens);
  }
  if (parts.length > 1) return { kind: "slice", of, parts };
  const [key] = parts;
  if (!key) throw tokens.fault("an index");
  return { kind: "item", of, key };
}

function parseArguments(tokens: TokenReader): Arguments {
  const positional: Expression[] = [];
  const named: (readonly [string, Expression])[] = [];
  const spread: Expression[] = [];
  const spreadNamed: Expression[] = [];
  tokens.expect("operator", "(");
  parseItems(tokens, ")", () => {
    if (tokens.takeOperator("**")) spreadNamed.push(parseExpression(tokens));
    else if (tokens.takeOperator("*")) spread.push(parseExpression(tokens));
    else if (tokens.is("name") && tokens.is("operator", "=", 1)) {
      const name = tokens.next().value;
      tokens.next();
      named.push([name, parseExpression(tokens)]);
    } else positional.push(parseExpression(tokens));
  });
  return { positional, named, spread, spreadNamed };
}

const noArguments: Arguments = { positional: [], named: [], spread: [], spreadNamed: [] };

/** `| filter`, `is test` and calls of what these give. */
export function parseFilters(tokens: TokenReader, of: Expression | undefined): Expression {
  let value = of;
  for (;;) {
    if (tokens.takeOperator("|")) value = parseFilter(tokens, value);
    else if (value && tokens.takeWord("is")) value = parseTest(tokens, value);
    else if (value && tokens.isOperator("("))
      value = { kind: "call", of: value, given: parseArguments(tokens) };
    else if (value) return value;
    else throw tokens.fault("a filter");
  }
}

/** The filter's name and arguments; of nothing where it is that of a block. */
export function parseFilter(tokens: TokenReader, of: Expression | undefined): Expression {
  let name = tokens.expect("name").value;
  while (tokens.takeOperator(".")) name += `.${tokens.expect("name").value}`;
  const given = tokens.isOperator("(") ? parseArguments(tokens) : noArguments;
  return { kind: "filter", of, name, given };
}

function parseTest(tokens: TokenReader, of: Expression): Expression {
  const negated = tokens.takeWord("not");
  const name = tokens.expect("name").value;
  const value = (given: Arguments): Expression => ({ kind: "test", of, name, given, negated });
  if (tokens.isOperator("(")) return value(parseArguments(tokens));
  const words = ["else", "or", "and", "is", "if", "in", "not", "recursive"];
  const isArgument =
    (tokens.is("name") && !words.some((word) => tokens.isWord(word))) ||
    ["string", "integer", "float"].some((kind) => tokens.is(kind as "string")) ||
    tokens.isOperator("[") ||
    tokens.isOperator("{");
  if (!isArgument) return value(noArguments);
  const argument = parsePostfix(tokens, parsePrimary(tokens));
  return value({ ...noArguments, positional: [argument] });
}
