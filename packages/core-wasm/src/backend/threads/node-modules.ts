import type * as Os from "node:os";

/** Whether this is Node (or a runtime with its modules). */
export const inNode = (): boolean => typeof globalThis.process?.versions?.node === "string";

/** Cores that this process may use. */
export async function nodeCores(): Promise<number> {
  return (await nodeModule<typeof Os>("os")).availableParallelism();
}

/** A module of Node, by a name that bundlers for the browser do not try to resolve. */
export async function nodeModule<T>(name: string): Promise<T> {
  const specifier = `node:${name}`;
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)) as T;
}
