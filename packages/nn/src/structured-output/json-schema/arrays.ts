import { choice, type Expression, repeat, sequence, text } from "../expressions/expression.ts";
import type { Alternative } from "./alternatives.ts";
import { countsOf } from "./bounds.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";
import type { Together } from "./schema-error.ts";

/** Arrays: items of their own schemas first, then any number of others, within the bounds. */
export function arrayOf(
  compiler: SchemaCompiler,
  alternative: Alternative,
  path: string,
): Expression {
  const { space } = compiler;
  const { least, most: given } = countsOf(alternative, "Items");
  const firsts = Math.max(0, ...alternative.map(({ prefixItems }) => prefixItems.length));
  const others = itemsAt(alternative, firsts);
  const most = others.some(({ schema }) => schema === false) ? Math.min(given, firsts) : given;
  if (least > most) return choice([]);
  const end = sequence(space, text("]"));
  const comma = sequence(space, text(","), space);
  const item = compiler.rule(`${path}/items`, compiler.of(others));
  /** What comes behind so many items, from the end on. */
  let behind = sequence<never>(
    repeat(
      sequence(comma, item),
      Math.max(0, least - Math.max(firsts, 1)),
      Math.max(0, most - Math.max(firsts, 1)),
    ),
    end,
  );
  for (let place = firsts - 1; place >= 0; place--) {
    const own = compiler.of(itemsAt(alternative, place));
    const rest = compiler.rule(`${path}/items`, behind);
    const more = sequence(place === 0 ? text("") : comma, own, rest);
    behind = place >= most ? end : place < least ? more : choice([more, end]);
  }
  if (firsts === 0 && most > 0) {
    const more = sequence(item, behind);
    behind = least > 0 ? more : choice([more, end]);
  }
  return sequence(text("["), space, behind);
}

/** What all schemas say of the item at a place. */
const itemsAt = (alternative: Alternative, place: number): Together =>
  alternative.flatMap(({ prefixItems, items }) => prefixItems[place] ?? items ?? []);
