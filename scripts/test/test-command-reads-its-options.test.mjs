import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";
import { changedFiles } from "../testing/changed-files.mjs";
import { testOptions, usage } from "../testing/options.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const command = (...args) =>
  spawnSync(process.execPath, [join(root, "scripts/test.mjs"), ...args], {
    encoding: "utf8",
    timeout: 20_000, // an option that is let through would run everything
  });

test("options are read", () => {
  expect(testOptions([])).toEqual({ help: false, changed: false, exhaustive: false });
  expect(testOptions(["--changed"])).toEqual({ help: false, changed: true, exhaustive: false });
  expect(testOptions(["--changed=HEAD~2"])).toEqual({
    help: false,
    changed: "HEAD~2",
    exhaustive: false,
  });
  expect(testOptions(["--exhaustive", "--changed"])).toEqual({
    ...{ help: false, changed: true, exhaustive: true },
  });
  expect(testOptions(["--help"])).toEqual({ help: true, changed: false, exhaustive: false });
});

test.each(["--change", "--only=x", "gpt", "-h", "--helpful", "--changed="])(
  "%s is refused by name, with what is known",
  (argument) => {
    const { status, stdout, stderr } = command(argument);
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(argument);
    expect(stderr).toContain(usage);
  },
);

test("a revision that git does not know, or that would be an option of git's, is refused", () => {
  expect(command("--changed=no-such-branch").stderr).toContain(
    "--changed=no-such-branch: git knows no such revision",
  );
  expect(command("--changed=--output=x").stderr).toContain(
    "--changed=--output=x: expected a revision",
  );
});

test("--help prints the usage and runs nothing", () => {
  expect(command("--help")).toMatchObject({ status: 0, stdout: `${usage}\n`, stderr: "" });
});

test("what differs is committed on the branch, changed, staged, removed or untracked, never ignored", () => {
  const folder = temporaryFolder();
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  const write = (name, text = "new") => writeFileSync(join(folder, name), text);
  const commit = (message) => git("add", "-A") && git("commit", "-q", "-m", message);
  git("init", "-q", "-b", "main");
  for (const name of ["edited", "removed", "renamed", "same"]) write(name, `${name} at first`);
  write(".gitignore", "ignored\n");
  commit("first");
  git("switch", "-q", "-c", "branch");
  expect(changedFiles(true, folder)).toEqual({ since: "main", files: [] });
  write("committed");
  commit("second");
  git("switch", "-q", "main");
  write("on main since");
  commit("third");
  git("switch", "-q", "branch");
  write("edited");
  write("é untracked\n");
  write("ignored");
  write("staged");
  git("add", "staged");
  git("rm", "-q", "removed");
  git("mv", "renamed", "moved");
  const files = ["edited", "moved", "removed", "renamed", "staged", "é untracked\n"];
  expect(changedFiles(true, folder)).toEqual({ since: "main", files: ["committed", ...files] });
  expect(changedFiles("HEAD", folder)).toEqual({ since: "HEAD", files });
});
