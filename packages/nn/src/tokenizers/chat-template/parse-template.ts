import { ChatTemplateError } from "./chat-template-error.ts";
import {
  parseExpression,
  parseFilter,
  parseFilters,
  parseOr,
  parseTuple,
} from "./parse-expression.ts";
import type { Expression, MacroNode, Statement, Target } from "./template-nodes.ts";
import { templateTokens } from "./template-tokens.ts";
import { TokenReader } from "./token-reader.ts";

/** The statements of a Jinja template. */
export function parseTemplate(template: string): readonly Statement[] {
  const tokens = new TokenReader(templateTokens(template));
  const body = parseBody(tokens, []);
  if (!tokens.done) throw tokens.fault("the end");
  return body;
}

/** Statements up to a block of one of these names, of which the begin and the name are passed. */
function parseBody(tokens: TokenReader, ends: readonly string[]): readonly Statement[] {
  const body: Statement[] = [];
  while (!tokens.done) {
    if (tokens.is("text")) body.push({ kind: "text", text: tokens.next().value });
    else if (tokens.take("variable begin")) {
      body.push({ kind: "output", value: parseTuple(tokens) });
      tokens.expect("variable end");
    } else {
      tokens.expect("block begin");
      if (ends.some((end) => tokens.isWord(end))) return body;
      body.push(tokens.nested(() => parseBlock(tokens)));
    }
  }
  if (ends.length > 0) throw new ChatTemplateError(`a block is not ended by ${ends.join(" or ")}`);
  return body;
}

/** The body of a block behind its begin, and its end. */
function parseInside(tokens: TokenReader, end: string): readonly Statement[] {
  tokens.expect("block end");
  const body = parseBody(tokens, [end]);
  tokens.expect("name", end);
  tokens.take("name"); // a macro's name may be said again
  tokens.expect("block end");
  return body;
}

const blocks: Readonly<Record<string, (tokens: TokenReader) => Statement>> = {
  if: parseIf,
  for: parseFor,
  set: parseSet,
  macro: (tokens) => ({ kind: "macro", macro: parseMacro(tokens) }),
  call: parseCall,
  filter: parseFilterBlock,
  with: parseWith,
  generation: (tokens) => ({ kind: "generation", body: parseInside(tokens, "endgeneration") }),
  break: (tokens) => plain(tokens, "break"),
  continue: (tokens) => plain(tokens, "continue"),
};

function parseBlock(tokens: TokenReader): Statement {
  const { value: name, line } = tokens.expect("name");
  if (!Object.hasOwn(blocks, name))
    throw new ChatTemplateError(
      `the block ${JSON.stringify(name)} in line ${line} is not known, expected one of ${Object.keys(blocks).join(", ")}`,
    );
  return blocks[name]!(tokens);
}

function plain(tokens: TokenReader, kind: "break" | "continue"): Statement {
  tokens.expect("block end");
  return { kind };
}

function parseIf(tokens: TokenReader): Statement {
  const branches: { test: Expression; body: readonly Statement[] }[] = [];
  let otherwise: readonly Statement[] = [];
  do {
    const test = parseTuple(tokens, false);
    tokens.expect("block end");
    branches.push({ test, body: parseBody(tokens, ["elif", "else", "endif"]) });
  } while (tokens.takeWord("elif"));
  if (tokens.takeWord("else")) {
    tokens.expect("block end");
    otherwise = parseBody(tokens, ["endif"]);
  }
  tokens.expect("name", "endif");
  tokens.expect("block end");
  return { kind: "if", branches, otherwise };
}

function parseFor(tokens: TokenReader): Statement {
  const target = parseTarget(tokens);
  tokens.expect("name", "in");
  const over = parseTuple(tokens, false);
  const filter = tokens.takeWord("if") ? parseExpression(tokens) : undefined;
  const recursive = tokens.takeWord("recursive");
  tokens.expect("block end");
  const body = parseBody(tokens, ["else", "endfor"]);
  let otherwise: readonly Statement[] = [];
  if (tokens.takeWord("else")) {
    tokens.expect("block end");
    otherwise = parseBody(tokens, ["endfor"]);
  }
  tokens.expect("name", "endfor");
  tokens.expect("block end");
  return { kind: "for", target, over, filter, recursive, body, otherwise };
}

/** Names with commas between them, in brackets or not, or an attribute. */
function parseTarget(tokens: TokenReader): Target {
  const targets: Target[] = [];
  let several = false;
  do {
    if (tokens.isWord("in") || tokens.isOperator("=") || tokens.isOperator(")")) break;
    if (tokens.takeOperator("(")) {
      targets.push(parseTarget(tokens));
      tokens.expect("operator", ")");
    } else {
      const name = tokens.expect("name").value;
      targets.push(
        tokens.takeOperator(".")
          ? { kind: "attribute", of: name, name: tokens.expect("name").value }
          : { kind: "name", name },
      );
    }
    several ||= tokens.isOperator(",");
  } while (tokens.takeOperator(","));
  if (targets.length === 0) throw tokens.fault("a name");
  return several ? { kind: "names", targets } : targets[0]!;
}

function parseSet(tokens: TokenReader): Statement {
  const target = parseTarget(tokens);
  if (tokens.takeOperator("=")) {
    const value = parseTuple(tokens);
    tokens.expect("block end");
    return { kind: "set", target, value };
  }
  const filters = tokens.isOperator("|") ? filtersOfBlock(tokens) : undefined;
  return { kind: "set block", target, filters, body: parseInside(tokens, "endset") };
}

/** `| a | b`, the first of which is of the block's text. */
function filtersOfBlock(tokens: TokenReader): Expression {
  tokens.expect("operator", "|");
  return tokens.isOperator("|") ? filtersOfBlock(tokens) : moreFilters(tokens);
}

function moreFilters(tokens: TokenReader): Expression {
  const first = parseFilter(tokens, undefined);
  return tokens.isOperator("|") ? parseFilters(tokens, first) : first;
}

function parseFilterBlock(tokens: TokenReader): Statement {
  const filters = moreFilters(tokens);
  return { kind: "filter", filters, body: parseInside(tokens, "endfilter") };
}

function parseMacro(tokens: TokenReader): MacroNode {
  const name = tokens.expect("name").value;
  const parameters = parseParameters(tokens);
  return { name, parameters, body: parseInside(tokens, "endmacro") };
}

function parseParameters(tokens: TokenReader): MacroNode["parameters"] {
  const parameters: { name: string; value: Expression | undefined }[] = [];
  tokens.expect("operator", "(");
  while (!tokens.takeOperator(")")) {
    if (parameters.length > 0) tokens.expect("operator", ",");
    const name = tokens.expect("name").value;
    parameters.push({
      name,
      value: tokens.takeOperator("=") ? parseExpression(tokens) : undefined,
    });
  }
  return parameters;
}

function parseCall(tokens: TokenReader): Statement {
  const parameters = tokens.isOperator("(") ? parseParameters(tokens) : [];
  const call = parseOr(tokens);
  if (call.kind !== "call") throw tokens.fault("a call of a macro");
  const body = parseInside(tokens, "endcall");
  return { kind: "call", call, caller: { name: "caller", parameters, body } };
}

function parseWith(tokens: TokenReader): Statement {
  const values: (readonly [Target, Expression])[] = [];
  while (!tokens.is("block end")) {
    if (values.length > 0) tokens.expect("operator", ",");
    const target: Target = { kind: "name", name: tokens.expect("name").value };
    tokens.expect("operator", "=");
    values.push([target, parseExpression(tokens)]);
  }
  return { kind: "with", values, body: parseInside(tokens, "endwith") };
}
