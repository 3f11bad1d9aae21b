import type { Generator } from "../../src/random/generator.ts";

type Schema = Record<string, unknown>;

/** A schema with most of what schemas can say, and at least one value that fits. */
export function randomSchema(random: Generator, depth = 0): Schema {
  const draw = (count: number) => Math.floor(random.uniform(1)[0]! * count);
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const inner = () => randomSchema(random, depth + 1);
  const leaves: readonly (() => Schema)[] = [
    () => ({ type: pick(["null", "boolean", "integer", "number", "string"]) }),
    () => ({ type: ["string", "null"] }),
    () => ({ enum: [pick([1, -2.5, "a", "naïve"]), pick([null, true, "日本", [1, "x"]])] }),
    () => ({ const: pick([0, "", 'a"b\\', null, { a: 1 }]) }),
    () => ({ type: "integer", minimum: draw(40) - 20, maximum: 20 + draw(200) }),
    () => ({ type: "number", exclusiveMinimum: (draw(40) - 20) / 8, maximum: 5 + draw(50) / 16 }),
    () => ({ type: "string", minLength: draw(3), maxLength: 3 + draw(5) }),
    () => ({ type: "string", pattern: pick(["^[a-z]{1,4}$", "^(ab|\\d+)?$", "x"]) }),
    () => ({
      type: "string",
      format: pick(["date", "time", "date-time", "uuid", "email", "ipv4"]),
    }),
  ];
  const trees: readonly (() => Schema)[] = [
    () => ({ type: "array", items: inner(), minItems: draw(2), maxItems: 1 + draw(3) }),
    () => ({ type: "array", prefixItems: [inner(), inner()], items: false, minItems: draw(3) }),
    () => {
      const names = ["name", "age", "b c", "é"].slice(0, 1 + draw(4));
      return {
        type: "object",
        properties: Object.fromEntries(names.map((name) => [name, inner()])),
        required: names.filter(() => draw(2) === 0),
        additionalProperties: pick<boolean | Schema>([false, { type: "integer" }]),
      };
    },
    () => ({ anyOf: [inner(), inner()] }),
    () => ({ allOf: [{ type: "integer", minimum: draw(5) }, { maximum: 5 + draw(20) }] }),
    () => ({
      $defs: { more: { type: "array", items: { $ref: "#/$defs/more" }, maxItems: 2 } },
      $ref: "#/$defs/more",
    }),
  ];
  // Definitions stand at the top alone.
  const own = depth === 0 ? trees : trees.slice(0, -1);
  return depth < 3 && draw(3) > 0 ? pick(own)() : pick(leaves)();
}
