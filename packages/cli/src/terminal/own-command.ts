import { isAbsolute, relative } from "node:path";

/** How to call this program from here: `npx qkv` for one inside the current folder, else `qkv`. */
export function ownCommand(): string {
  const path = relative(process.cwd(), process.argv[1] ?? "");
  return path.startsWith("..") || isAbsolute(path) ? "qkv" : "npx qkv";
}

/** The argument as a POSIX shell reads it back. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
