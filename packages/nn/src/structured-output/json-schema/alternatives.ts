import { describeValue } from "../../options/describe-value.ts";
import { areDisjoint } from "./disjoint.ts";
import { type Keywords, keywordsOf, type OwnKeywords, ownKeywords, schemasIn } from "./keywords.ts";
import { type Located, pointer, type Together, wrong } from "./schema-error.ts";

/** Own keywords that hold together: one way to fit a schema. */
export type Alternative = readonly OwnKeywords[];

/** Ways to fit one schema, and schemas that lead to one another without a value between them, at most. */
const [mostAlternatives, deepest] = [500, 100];

/** A document with its definitions. */
export class SchemaDocument {
  readonly #root: Located;

  constructor(schema: unknown) {
    this.#root = { schema, path: "#" };
  }

  get root(): Located {
    return this.#root;
  }

  /** The schema that a $ref names. */
  resolve(from: Located, reference: unknown): Located {
    const path = `${from.path}/$ref`;
    if (typeof reference !== "string" || !(reference === "#" || reference.startsWith("#/")))
      throw wrong(
        path,
        `is ${describeValue(reference)}, expected a place in the same document, such as "#/$defs/name"`,
      );
    let found: unknown = this.#root.schema;
    const names = reference.split("/").slice(1).map(decoded);
    for (const name of names) {
      const isThere = typeof found === "object" && found !== null && Object.hasOwn(found, name);
      if (!isThere) throw wrong(path, `is ${describeValue(reference)}, which is not there`);
      found = (found as Keywords)[name];
    }
    return { schema: found, path: ["#", ...names.map(pointer)].join("/") };
  }

  /** All ways to fit schemas that hold together; none where nothing can. */
  alternatives(together: Together, depth = 0): readonly Alternative[] {
    let ways: readonly Alternative[] = [[]];
    for (const located of together) {
      const own = this.#waysOf(located, depth);
      ways = ways.flatMap((way) => own.map((one) => [...way, ...one]));
      if (ways.length > mostAlternatives)
        throw wrong(
          located.path,
          `is one of more than ${mostAlternatives} combinations; say less at once`,
        );
    }
    return ways;
  }

  #waysOf(located: Located, depth: number): readonly Alternative[] {
    const { schema, path } = located;
    if (schema === true) return [[]];
    if (schema === false) return [];
    if (depth > deepest)
      throw wrong(path, "leads to itself without a value between, expected an end");
    const keywords = keywordsOf(located);
    const parts: (readonly Alternative[])[] = [[[ownKeywords(located, keywords)]]];
    if (keywords.$ref !== undefined)
      parts.push(this.alternatives([this.resolve(located, keywords.$ref)], depth + 1));
    const all = schemasIn(located, keywords, "allOf");
    if (all) parts.push(this.alternatives(all, depth + 1));
    for (const keyword of ["anyOf", "oneOf"] as const) {
      const several = schemasIn(located, keywords, keyword);
      if (!several) continue;
      if (keyword === "oneOf") this.expectDisjoint(located, several, depth);
      parts.push(several.flatMap((one) => this.alternatives([one], depth + 1)));
    }
    const ways = parts.reduce((found, part) =>
      found.length * part.length > mostAlternatives
        ? tooMany(path)
        : found.flatMap((way) => part.map((one) => [...way, ...one])),
    );
    return ways;
  }

  /** @throws ConstraintError where a value may fit two of the schemas of a oneOf */
  expectDisjoint(located: Located, several: Together, depth = 0): void {
    const ways = several.map((one) => this.alternatives([one], depth + 1));
    for (const [i, first] of ways.entries())
      for (const [j, second] of ways.entries())
        if (j > i && !first.every((a) => second.every((b) => areDisjoint(a, b))))
          throw wrong(
            `${located.path}/oneOf`,
            `has schemas ${i} and ${j}, which one value may fit both; tell them apart by a type, a constant or a required property, or use anyOf`,
          );
  }
}

function tooMany(path: string): never {
  throw wrong(path, `has more than ${mostAlternatives} combinations; say less at once`);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return name;
  }
}
