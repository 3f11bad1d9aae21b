import { describe, expect, test } from "vitest";
import { ConstraintError } from "../../src/structured-output/constraint-error.ts";
import { gbnf } from "../../src/structured-output/gbnf/gbnf.ts";
import { parseGbnf } from "../../src/structured-output/gbnf/parse-gbnf.ts";
import { accepts } from "./recogniser.ts";
import { sampledIds } from "./sampled.ts";
import { tokenizers } from "./tokenizers.ts";

const grammars = {
  sums: `
    # Sums of sums.
    root  ::= (expr "=" ws term "\\n"){1,2}
    expr  ::= term ([-+*/] term)*
    term  ::= ident | num | "(" ws expr ")" ws
    ident ::= [a-z] [a-z0-9_]* ws
    num   ::= [0-9]+ ws
    ws    ::= [ \\t]*
  `,
  json: `
    root   ::= object
    value  ::= object | array | string | number | ("true" | "false" | "null")
    object ::= "{" (
      string ":" value
      ("," string ":" value)*
    )? "}"
    array  ::= "[" (value ("," value)*)? "]"
    string ::= "\\"" ([^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\\""
    number ::= "-"? ("0" | [1-9] [0-9]{0,8}) ("." [0-9]+)?
  `,
  list: 'root ::= ("- " item)+\nitem ::= [^\\r\\n]{1,9} "\\n"',
  moves: `
    root ::= ("1. " move " " move "\\n") ([1-9] [0-9]? ". " move " " move "\\n")*
    move ::= (pawn | other | castle) [+#]?
    pawn ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBQR])?
    other ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
    castle ::= "O-O" "-O"?
  `,
  "characters of several bytes": 'root ::= [あ-んé\\u65e5\\U0001F600]{2} . ("日" | "本" |\n "😀")',
};

describe("texts are those of the grammar", () => {
  test.each(Object.entries(grammars))("%s", async (_, source) => {
    const grammar = parseGbnf(source.trim(), "test");
    for (const make of [tokenizers["bytes as characters"]!, tokenizers["byte fallback"]!]) {
      const tokenizer = await make();
      const constraint = gbnf(source.trim(), tokenizer);
      for (let seed = 0; seed < 8; seed++) {
        const text = constraint.decode(sampledIds(constraint, 400, { seed, longest: 60 }));
        expect(accepts(grammar, text), JSON.stringify(text)).toBe(true);
        expect(accepts(grammar, `${text}\0`)).toBe(false);
      }
    }
  });

  test("JSON of a grammar parses", async () => {
    const tokenizer = await tokenizers["byte fallback"]!();
    const constraint = gbnf(grammars.json.trim(), tokenizer);
    for (let seed = 0; seed < 10; seed++) {
      const text = constraint.decode(sampledIds(constraint, 400, { seed, longest: 50 }));
      expect(() => JSON.parse(text)).not.toThrow();
    }
  });

  test("a rule that names itself goes as deep as there is room", async () => {
    const tokenizer = await tokenizers.characters!();
    const constraint = gbnf('root ::= "(" root ")" | "a"', tokenizer);
    const [open] = tokenizer.encode("(") as unknown as [number];
    const { process, stops } = constraint.of({ begun: 0, longest: 41, ends: [], opensText: true });
    const ids: number[] = [];
    while (!stops({ ids, row: 0 })) {
      const scores = new Float64Array(tokenizer.vocabSize);
      scores[open] = 1;
      process(scores, { ids, row: 0 });
      ids.push(scores.indexOf(Math.max(...scores)));
    }
    expect(constraint.decode(ids)).toBe(`${"(".repeat(20)}a${")".repeat(20)}`);
  });
});

describe("what is refused, and where", () => {
  test.each([
    ['start ::= "a"', "there is no rule root"],
    ["root ::= a", "there is no rule a, at position 9"],
    ['root ::= root "a" | "b"', "root begins with root"],
    ['root ::= e? a\ne ::= "x"*\na ::= e root "y" | "z"', "begins with"],
    ['root ::= "a" root', "no text fits"],
    ['root ::= "a', "a text is not closed, at position 9"],
    ["root ::= [a", 'a "[" is not closed, at position 9'],
    ['root ::= ("a"', 'a "(" is not closed, at position 9'],
    ['root ::= "a"{2,1}', "the numbers of a repetition are the wrong way round"],
    ['root ::= "a"{x}', "expected a repetition such as {2} or {2,5}"],
    ['root ::= "\\q"', '"\\q" means nothing'],
    ['root ::= "a"\nroot ::= "b"', "there are two rules root, at line 2"],
    ['root ::= "a" )', "expected the end of the line"],
    ['root = "a"', 'expected "::=" behind root'],
    ["root ::= <think>", "there is a token by its name, which is not done"],
    ["", "there is no rule root"],
  ])("%s", async (source, message) => {
    const tokenizer = await tokenizers.characters!();
    expect(() => gbnf(source, tokenizer)).toThrow(ConstraintError);
    expect(() => gbnf(source, tokenizer)).toThrow(message);
  });
});
