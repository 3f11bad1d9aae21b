import { basename, isAbsolute, relative } from "node:path";

/** A path as a user in the current folder would write it: relative where it stands in it, else absolute. */
export function pathFromHere(path: string): string {
  if (!isAbsolute(path)) return path;
  const fromHere = relative(process.cwd(), path);
  if (fromHere === "") return ".";
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}

/** The same for pages, which are shown to others: of what stands elsewhere on this machine only the name. Addresses stay. */
export function pathForOthers(path: string): string {
  if (/^https?:/i.test(path)) return path;
  const fromHere = pathFromHere(path);
  const leavesHere = isAbsolute(fromHere) || fromHere.startsWith("..");
  return leavesHere ? basename(fromHere) : fromHere === "." ? basename(process.cwd()) : fromHere;
}
