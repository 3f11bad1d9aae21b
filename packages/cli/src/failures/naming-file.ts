import { CommandError } from "./command-error.ts";

/** Put the file's name before what goes wrong with its contents. */
export async function namingFile<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof CommandError) throw cause;
    throw new CommandError(`${path}: ${cause.message}`, { cause });
  }
}
