import { has } from "../../src/structured-output/expressions/code-points.ts";
import type { Expression, Grammar } from "../../src/structured-output/expressions/expression.ts";

/** Whether a text is one of a grammar's: by all the places where each part may end, character by character. */
export function accepts({ rules, root }: Grammar, text: string): boolean {
  const characters = [...text];
  const known = new Map<string, ReadonlySet<number>>();
  return rule(root, 0).has(characters.length);

  function rule(name: string, at: number): ReadonlySet<number> {
    const key = `${name} ${at}`;
    const ends = known.get(key) ?? endsOf(rules.get(name)!, at);
    known.set(key, ends);
    return ends;
  }

  function inTurn(parts: readonly Expression[], at: number): ReadonlySet<number> {
    let ends: ReadonlySet<number> = new Set([at]);
    for (const part of parts) ends = new Set([...ends].flatMap((end) => [...endsOf(part, end)]));
    return ends;
  }

  function endsOf(expression: Expression, at: number): ReadonlySet<number> {
    switch (expression.kind) {
      case "text": {
        const own = [...expression.text];
        const fits = own.every((one, i) => one === characters[at + i]);
        return new Set(fits ? [at + own.length] : []);
      }
      case "set": {
        const code = characters[at]?.codePointAt(0);
        return new Set(code !== undefined && has(expression.set, code) ? [at + 1] : []);
      }
      case "rule":
        return rule(expression.name, at);
      case "choice":
        return new Set(expression.options.flatMap((one) => [...endsOf(one, at)]));
      case "sequence":
        return inTurn(expression.parts, at);
      case "repeat": {
        let ends: ReadonlySet<number> = new Set([at]);
        const found = new Set(expression.from === 0 ? [at] : []);
        for (let count = 1; count <= Math.min(expression.to, characters.length + 1); count++) {
          ends = new Set([...ends].flatMap((end) => [...endsOf(expression.of, end)]));
          if (count >= expression.from) for (const end of ends) found.add(end);
        }
        return found;
      }
    }
  }
}
