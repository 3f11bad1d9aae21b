/** What a system error means, by its code. */
const meanings: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EISDIR", "it is a folder, expected a file"],
  ["ENOTDIR", "a part of the path is a file, expected a folder"],
  ["ENOSPC", "the disk is full; free some space"],
  ["EDQUOT", "the disk quota is used up; free some space"],
  ["EFBIG", "the file is larger than allowed here (file system or ulimit -f)"],
  ["EROFS", "the disk is read-only; choose another folder"],
  ["EMFILE", "too many files are open"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ELOOP", "the symbolic links go in a circle"],
  ["EADDRINUSE", "another program listens to this port; --port chooses another"],
  ["EADDRNOTAVAIL", "this machine has no such address"],
  ["ENOTFOUND", "there is no such host"],
  ["EIO", "the disk does not answer properly"],
]);

/** The meaning of a system error such as a full disk; undefined for any other error. */
export function systemErrorMeaning(error: unknown): string | undefined {
  const code = systemErrorCode(error);
  return code === undefined ? undefined : meanings.get(code);
}

/** "ENOENT" and the like; looks through the causes of errors that wrap it. */
export function systemErrorCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string") return at.code;
  return undefined;
}
