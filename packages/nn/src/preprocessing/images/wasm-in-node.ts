/** What is used of node:module and node:fs/promises. */
interface Modules {
  createRequire(from: string): { resolve(file: string): string };
}
interface FileSystem {
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The binary of a package, compiled, in Node, whose fetch reads no files. In a browser undefined: there the package asks for
 * the file beside its script, whose address bundlers fill in.
 */
export async function wasmInNode(file: string): Promise<WebAssembly.Module | undefined> {
  if (typeof globalThis.process?.versions?.node !== "string") return undefined;
  const { createRequire } = await nodeModule<Modules>("module");
  const { readFile } = await nodeModule<FileSystem>("fs/promises");
  const path = createRequire(import.meta.url).resolve(file);
  return WebAssembly.compile(await readFile(path));
}

/** A module of Node, by a name that bundlers for the browser do not try to resolve. */
async function nodeModule<T>(name: string): Promise<T> {
  const specifier = `node:${name}`;
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)) as T;
}
