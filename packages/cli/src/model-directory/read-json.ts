import { readBytes } from "@qkv/nn/node";
import { CommandError } from "../failures/command-error.ts";

const largestJson = 64 * 2 ** 20;

/** The parsed contents of a JSON file; a CommandError that names it otherwise. */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readBytes(path, { maxBytes: largestJson });
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : "it is not UTF-8 text";
    throw new CommandError(`${path} is no JSON file: ${reason.replaceAll("\n", "\\n")}`, { cause });
  }
}
