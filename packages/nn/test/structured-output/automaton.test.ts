import { expect, test } from "vitest";
import { Automaton, dead } from "../../src/structured-output/automaton/automaton.ts";
import { networkOf } from "../../src/structured-output/automaton/network.ts";
import { parseGbnf } from "../../src/structured-output/gbnf/parse-gbnf.ts";

const automaton = (source: string) =>
  new Automaton(networkOf(parseGbnf(source, "test"), "test"), "test");

/** The states that the letters of a text lead through. */
function statesOf(source: string, text: string) {
  const made = automaton(source);
  let state = made.start;
  return [...text].map((letter) => {
    state = made.next(state, letter.charCodeAt(0));
    return state;
  });
}

test("a rule that ends in itself keeps no stack: a long text is in the same few states", () => {
  const states = statesOf('root ::= item ("," root)?\nitem ::= "a" item | "b"', "aaab,".repeat(50));
  expect(new Set(states).size).toBe(2);
});

test("a rule in the middle of itself keeps what is to come", () => {
  const states = statesOf('root ::= "(" root ")" | "a"', "((((((((a))))))))");
  expect(new Set(states).size).toBe(17);
  expect(states.at(-1)?.accepts).toBe(true);
  expect(states.at(-2)?.accepts).toBe(false);
});

test("what can never be ended leads nowhere", () => {
  const made = automaton('root ::= "a" | "b" without\nwithout ::= "c" without');
  expect(made.next(made.start, "b".charCodeAt(0))).toBe(dead);
  expect(made.next(made.start, "a".charCodeAt(0)).accepts).toBe(true);
});
