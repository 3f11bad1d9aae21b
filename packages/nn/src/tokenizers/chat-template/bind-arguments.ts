import { ChatTemplateError } from "./chat-template-error.ts";
import type { CallArguments } from "./python-values.ts";

/** Arguments by the names of the parameters, in their order; undefined where they are not given. */
export function bindArguments<const N extends string>(
  who: string,
  { positional, named }: CallArguments,
  names: readonly N[],
): Readonly<Record<N, unknown>> & { readonly given: ReadonlySet<string> } {
  if (positional.length > names.length)
    throw new ChatTemplateError(
      `${who} takes at most ${names.length} arguments, got ${positional.length}`,
    );
  const bound: Record<string, unknown> = {};
  const given = new Set<string>();
  for (const [i, value] of positional.entries()) {
    bound[names[i]!] = value;
    given.add(names[i]!);
  }
  for (const [name, value] of named) {
    if (!names.some((one) => one === name) || given.has(name))
      throw new ChatTemplateError(`${who} takes no further argument ${name}`);
    bound[name] = value;
    given.add(name);
  }
  return { ...(bound as Record<N, unknown>), given };
}
