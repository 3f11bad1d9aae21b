import type { Callable } from "./callables.ts";
import { instances } from "./sample-arguments.ts";

type Anything = (...given: unknown[]) => unknown;
type Module = Readonly<Record<string, unknown>>;

const namespaces = new Map<string, Promise<Module>>();

/** The module of an entry: of this package its sources. */
function namespaceOf(entry: string): Promise<Module> {
  let known = namespaces.get(entry);
  if (!known) {
    const wing = /^@qkv\/nn\/?(.*)$/.exec(entry)?.[1];
    known =
      wing === undefined
        ? import(/* @vite-ignore */ entry)
        : import(/* @vite-ignore */ `../../src/${wing === "" ? "" : `${wing}/`}index.ts`);
    namespaces.set(entry, known);
  }
  return known;
}

/** The function, constructor or method by its name, to be called with its arguments. */
export async function callOf({ entry, name }: Callable): Promise<Anything> {
  const module = await namespaceOf(entry);
  if (name.startsWith("new ")) {
    const Class = module[name.slice(4)] as new (...given: unknown[]) => unknown;
    return (...given) => new Class(...given);
  }
  const [owner, method] = name.split(/[#.]/) as [string, string?];
  if (method === undefined) return module[owner] as Anything;
  const on = name.includes("#") ? instances[owner]?.() : module[owner];
  if (on === undefined) throw new Error(`exports: no sample of ${owner}; add it to instances`);
  const receiver = on as Readonly<Record<string, Anything>>;
  return (...given) => receiver[method]!(...given);
}
