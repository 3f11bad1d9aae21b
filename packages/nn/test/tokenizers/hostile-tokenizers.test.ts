import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyChatTemplate } from "../../src/tokenizers/chat-template/apply-chat-template.ts";
import { ChatTemplateError } from "../../src/tokenizers/chat-template/chat-template-error.ts";
import { PretrainedTokenizer } from "../../src/tokenizers/pretrained-tokenizer.ts";
import { compilePattern } from "../../src/tokenizers/regular-expressions/compile-pattern.ts";
import { TokenizerDataError } from "../../src/tokenizers/tokenizer-data-error.ts";
import { fuzzRuns } from "../fuzz-runs.ts";

const folder = new URL("golden/tokenizers/", import.meta.url);
const files = ["random-000", "random-001", "random-002", "random-003", "random-006"].map(
  (name): unknown => JSON.parse(readFileSync(new URL(`${name}/tokenizer.json`, folder), "utf8")),
);

/** Runs; what is thrown but these is thrown on. */
function settles(
  run: () => unknown,
  ...expected: readonly (abstract new (
    ...given: never
  ) => Error)[]
): void {
  try {
    run();
  } catch (error) {
    if (!expected.some((Class) => error instanceof Class)) throw error;
  }
}

/** A JSON value with one place in it changed to another value. */
function changedAt(value: unknown, path: readonly number[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return other;
  const keys = Object.keys(value);
  if (keys.length === 0) return other;
  const key = keys[first % keys.length]!;
  const inner = changedAt(Object(value)[key], rest, other);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...value, [key]: inner };
}

const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 });

test("a tokenizer.json with anything anywhere is read or refused, and encodes or says why not", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      path,
      fc.jsonValue(),
      fc.string(),
      (file, at, other, text) => {
        settles(
          () => {
            const tokenizer = new PretrainedTokenizer(changedAt(file, at, other));
            const { ids } = tokenizer.encoding(text);
            tokenizer.encode(text);
            tokenizer.decode(ids);
          },
          TokenizerDataError,
          RangeError,
        );
      },
    ),
    fuzzRuns(300),
  );
});

test("any JSON at all is refused, but for a whole tokenizer.json", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(() => new PretrainedTokenizer(value)).toThrow(TokenizerDataError);
    }),
  );
});

test("any text is a regular expression or is refused", () => {
  const part = fc.constantFrom(..."abs()[]{}*+?|^$\\.-,&:<>!=0129pPuxk #\u{1f600}é".match(/./gu)!);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      settles(() => compilePattern(parts.join("")).matches("ab 12"), TokenizerDataError);
    }),
    fuzzRuns(2000),
  );
});

test("any text is a chat template or is refused", () => {
  const part = fc.constantFrom(
    ...[
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "-",
      " ",
      "if",
      "for",
      "m",
      "in",
      "messages",
      "endfor",
      "endif",
      "set",
    ],
    ...[
      "x",
      "=",
      "(",
      ")",
      "[",
      "]",
      "|",
      "trim",
      "tojson",
      "is",
      "defined",
      "not",
      "'a'",
      "1",
      ".",
      "~",
      "macro",
      "\n",
    ],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      settles(
        () => applyChatTemplate(parts.join(" "), [{ role: "user", content: "x" }]),
        ChatTemplateError,
      );
    }),
    fuzzRuns(2000),
  );
});
