import { charactersOf } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  type Grammar,
  oneOf,
  repeat,
  ruleOf,
  sequence,
  text,
} from "../expressions/expression.ts";
import { type Alternative, SchemaDocument } from "./alternatives.ts";
import { arrayOf } from "./arrays.ts";
import { boundsOf, isBounded } from "./bounds.ts";
import { quoted, stringCharacter } from "./json-text.ts";
import { keywordsOf, saysOnly, schemasIn } from "./keywords.ts";
import { valuesOf } from "./named-values.ts";
import { anyInteger, anyNumber, integersWithin, numbersWithin } from "./numbers.ts";
import { objectOf } from "./objects.ts";
import { type Located, type Together, wrong } from "./schema-error.ts";
import { stringOf } from "./strings.ts";
import { typesOf } from "./types.ts";
import { fittingValues } from "./values.ts";

/** Values within values, at most. */
const deepest = 200;

/** Makes of schemas the rules of a grammar. */
export class SchemaCompiler {
  /** White space that may stand between the parts of JSON. */
  readonly space: Expression;
  readonly #document: SchemaDocument;
  readonly #rules = new Map<string, Expression>();
  /** Schemas that have a name and no rule yet. */
  readonly #waiting: Located[] = [];
  #depth = 0;

  constructor(schema: unknown, whitespace: number) {
    this.#document = new SchemaDocument(schema);
    this.space =
      whitespace === 0 ? text("") : repeat(oneOf(charactersOf(" \n\r\t")), 0, whitespace);
  }

  grammar(): Grammar {
    const { root } = this.#document;
    this.#named(root);
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop())
      this.#rules.set(next.path, this.of([next]));
    return { rules: this.#rules, root: root.path };
  }

  /** The JSON of all values that fit schemas together. */
  of(together: Together): Expression {
    const [located] = together;
    if (!located) return this.anyValue();
    if (++this.#depth > deepest)
      throw wrong(located.path, `is nested more than ${deepest} deep; write it as a $ref`);
    const found =
      (together.length === 1 && this.#plain(located)) ||
      choice(this.#document.alternatives(together).map((one) => this.#alternative(one, located)));
    this.#depth--;
    return found;
  }

  /** The one rule of a name. */
  shared(name: string, of: () => Expression): Expression {
    if (!this.#rules.has(name)) {
      this.#rules.set(name, text("")); // it may name itself
      this.#rules.set(name, of());
    }
    return ruleOf(name);
  }

  /** A rule of its own for what stands at several places. */
  rule(path: string, of: Expression): Expression {
    const name = `${path} (${this.#rules.size})`;
    this.#rules.set(name, of);
    return ruleOf(name);
  }

  /** Any JSON. */
  anyValue(): Expression {
    return this.shared("any value", () =>
      choice([
        ...["null", "true", "false"].map(text),
        this.#string(),
        anyNumber,
        arrayOf(this, [], "any array"),
        objectOf(this, [], "any object"),
      ]),
    );
  }

  #named(located: Located): Expression {
    if (!this.#rules.has(located.path)) {
      this.#rules.set(located.path, text(""));
      this.#waiting.push(located);
    }
    return ruleOf(located.path);
  }

  #string(): Expression {
    return this.shared("any string", () =>
      quoted(repeat(stringCharacter, 0, Number.POSITIVE_INFINITY)),
    );
  }

  /** A schema that says one thing, which another schema says: definitions stay rules, so that they may name themselves. */
  #plain(located: Located): Expression | undefined {
    if (typeof located.schema === "boolean") return located.schema ? this.anyValue() : choice([]);
    const keywords = keywordsOf(located);
    if (keywords.$ref !== undefined && saysOnly(keywords, "$ref"))
      return this.#named(this.#document.resolve(located, keywords.$ref));
    for (const keyword of ["anyOf", "oneOf"]) {
      const several = schemasIn(located, keywords, keyword);
      if (!several || !saysOnly(keywords, keyword)) continue;
      if (keyword === "oneOf") this.#document.expectDisjoint(located, several);
      return choice(several.map((one) => this.of([one])));
    }
    const all = schemasIn(located, keywords, "allOf");
    return all && saysOnly(keywords, "allOf") ? this.of(all) : undefined;
  }

  #alternative(alternative: Alternative, { path }: Located): Expression {
    const values = valuesOf(alternative);
    if (values)
      return choice(fittingValues(values, alternative, path).map((one) => this.#value(one, path)));
    const types = typesOf(alternative);
    const options: Expression[] = [];
    if (types.has("null")) options.push(text("null"));
    if (types.has("boolean")) options.push(text("true"), text("false"));
    if (types.has("number")) options.push(this.#number(alternative));
    else if (types.has("integer")) options.push(this.#integer(alternative));
    if (types.has("string")) options.push(stringOf(this, alternative, path) ?? this.#string());
    if (types.has("array")) options.push(arrayOf(this, alternative, path));
    if (types.has("object")) options.push(objectOf(this, alternative, path));
    return choice(options);
  }

  #number(alternative: Alternative): Expression {
    const bounds = boundsOf(alternative);
    return isBounded(bounds) ? numbersWithin(bounds) : this.shared("any number", () => anyNumber);
  }

  #integer(alternative: Alternative): Expression {
    const bounds = boundsOf(alternative);
    return isBounded(bounds)
      ? integersWithin(bounds)
      : this.shared("any integer", () => anyInteger);
  }

  /** One value. */
  #value(value: unknown, path: string): Expression {
    if (++this.#depth > deepest) throw wrong(path, `has a value more than ${deepest} deep`);
    const written = this.#written(value, path);
    this.#depth--;
    return written;
  }

  #written(value: unknown, path: string): Expression {
    const { space } = this;
    const list = (open: string, items: readonly Expression[], close: string) =>
      sequence(
        ...[text(open), space],
        ...items.flatMap((item, i) => (i === 0 ? [item, space] : [text(","), space, item, space])),
        text(close),
      );
    if (Array.isArray(value))
      return list(
        "[",
        value.map((one) => this.#value(one, path)),
        "]",
      );
    if (typeof value === "object" && value !== null) {
      const members = Object.entries(value).map(([name, one]) =>
        sequence(text(JSON.stringify(name)), space, text(":"), space, this.#value(one, path)),
      );
      return list("{", members, "}");
    }
    if (value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value))
      return text(JSON.stringify(value));
    throw wrong(path, "has a value that is no JSON");
  }
}
