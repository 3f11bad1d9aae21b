import type { ByteSource } from "../weights/byte-source.ts";

/** Files of a model's folder, wherever they are: on a disk, in a page's memory, behind an address. */
export interface FileSource {
  /** Of the folder, for messages. */
  readonly name: string;
  has(file: string): Promise<boolean>;
  /**
   * All bytes of a file. Rejects with an error that names the file when it is missing or larger than `maxBytes`, before
   * memory is taken for it.
   */
  read(file: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
  /** A file that is read in parts. Rejects with an error that names the file when it is missing. */
  open(file: string): Promise<OpenedFile>;
  /** Names of the files in a folder within; a source that cannot tell has no such method. */
  list?(folder: string): Promise<readonly string[]>;
}

export const isFileSource = (value: unknown): value is FileSource =>
  typeof value === "object" &&
  value !== null &&
  ["has", "read", "open"].every((name) => typeof Reflect.get(value, name) === "function");

/** A file of which parts can be read until it is disposed of. */
export type OpenedFile = ByteSource & AsyncDisposable;

/** A source of bytes that has nothing to close. */
export const opened = (bytes: ByteSource): OpenedFile => ({
  ...bytes,
  [Symbol.asyncDispose]: async () => {},
});

/** Of names of files those of a folder within, without its name. */
export const namesIn = (folder: string, names: Iterable<string>): string[] =>
  [...names].flatMap((name) => {
    const rest = name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : "";
    return rest === "" || rest.includes("/") ? [] : [rest];
  });

/** A file's name for messages. */
export const fileIn = ({ name }: FileSource, file: string): string =>
  name === "" ? file : `${name}/${file}`;
