import type { FileSource } from "./file-source.ts";

/** A folder within another: its files by the names that they have there. */
export function folderWithin(source: FileSource, folder: string): FileSource {
  const { list } = source;
  const inside = (file: string): string => `${folder}/${file}`;
  return {
    name: source.name === "" ? folder : `${source.name}/${folder}`,
    has: (file) => source.has(inside(file)),
    read: (file, options) => source.read(inside(file), options),
    open: (file) => source.open(inside(file)),
    ...(list ? { list: (within: string) => list.call(source, inside(within)) } : {}),
  };
}
