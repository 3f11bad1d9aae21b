import { execFileSync } from "node:child_process";
import { root } from "../repository.mjs";

/**
 * What differs from where this branch left a revision, uncommitted and untracked files included, as
 * { since, files } with paths from the root. With `true` for the revision: from main, or from HEAD where there is none.
 */
export function changedFiles(revision, folder = root) {
  const git = (...args) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const exists = (name) => {
    try {
      git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
      return true;
    } catch {
      return false;
    }
  };
  const since = revision === true ? (["main", "origin/main"].find(exists) ?? "HEAD") : revision;
  if (!exists(since)) throw new Error(`--changed=${since}: git knows no such revision`);
  const base = git("merge-base", since, "HEAD").trim();
  const listed = [
    git("diff", "--name-only", "--no-renames", "-z", base, "--"),
    git("ls-files", "--others", "--exclude-standard", "-z"),
  ];
  const files = listed.flatMap((names) => names.split("\0").filter((name) => name !== ""));
  return { since, files: [...new Set(files)].sort() };
}
