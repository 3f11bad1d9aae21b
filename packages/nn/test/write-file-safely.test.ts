import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ownMark } from "../src/node/process-mark.ts";
import { FileWriteError, writeFileSafely } from "../src/node/write-file-safely.ts";

/** What the next file handle or rename does wrong; set by the tests. */
let fault: "half written, then disk full" | "not synced" | "not renamed" | undefined;

const failure = (code: string): Error =>
  Object.assign(new Error(`${code}: made by the test`), { code });

vi.hoisted(() => vi.resetModules()); // those that another file of tests has read know nothing of this one's
afterAll(() => {
  vi.resetModules();
});

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  const open = async (path: string, flags: string): Promise<fs.FileHandle> => {
    const file = await original.open(path, flags);
    const write = file.writeFile.bind(file);
    if (fault === "half written, then disk full")
      file.writeFile = async (bytes) => {
        if (bytes instanceof Uint8Array) await write(bytes.subarray(0, bytes.length / 2));
        // the system's own error of a full disk
        await original.writeFile("/dev/full", "x");
      };
    if (fault === "not synced") file.sync = () => Promise.reject(failure("EIO"));
    return file;
  };
  const rename = async (from: string, to: string): Promise<void> => {
    if (fault === "not renamed") throw failure("EPERM");
    await original.rename(from, to);
  };
  return { ...original, open, rename };
});

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), "qkv-write-"));
});
afterEach(async () => {
  fault = undefined;
  await fs.rm(folder, { recursive: true });
});

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);
const holds = async (path: string, expected: Uint8Array): Promise<void> =>
  expect(Buffer.compare(await fs.readFile(path), expected)).toBe(0);

describe("writeFileSafely", () => {
  it("makes a file, and replaces one, and leaves nothing beside it", async () => {
    const path = join(folder, "model.safetensors");
    await writeFileSafely(path, bytes);
    await holds(path, bytes);
    await writeFileSafely(path, bytes.subarray(7, 99));
    await holds(path, bytes.subarray(7, 99));
    expect(await fs.readdir(folder)).toEqual(["model.safetensors"]);
  });

  it("removes what writers of the same file left that are dead, and nothing else", async () => {
    const { machine, boot, pid, start } = ownMark();
    const of = (file: string, writer: string) => `${file}.${writer}-0123456789ab.tmp`;
    const nobody = 2 ** 22 + 1;
    const dead = [
      of("report.html", `${machine}-${boot}-${nobody}-7`),
      of("report.html", `${machine}-${boot}-${pid}-1`), // a number that is another's by now
      of("report.html", `${machine}-00000000-${pid}-${start}`), // before the machine started again
    ];
    const kept = [
      of("report.html", `${machine}-${boot}-${pid}-${start}`),
      of("report.html", `ffffffff-${boot}-${nobody}-7`), // on another machine: who knows
      of("other.html", `${machine}-${boot}-${nobody}-7`),
      "report.html.0123456789ab.tmp",
      "report.html.tmp",
    ];
    for (const name of [...dead, ...kept]) await fs.writeFile(join(folder, name), "x");
    await writeFileSafely(join(folder, "report.html"), bytes);
    expect(await fs.readdir(folder)).toEqual([...kept, "report.html"].sort());
  });

  it("writes parts one after the other, and keeps the earlier file when one does not come", async () => {
    const path = join(folder, "model");
    const parts = async function* (fails: boolean) {
      yield bytes.subarray(0, 70_000);
      yield bytes.subarray(70_000, 70_000);
      if (fails) throw new Error("the device is lost");
      yield bytes.subarray(70_000);
    };
    await writeFileSafely(path, parts(false));
    await holds(path, bytes);
    await expect(writeFileSafely(path, parts(true))).rejects.toThrow(FileWriteError);
    await expect(writeFileSafely(path, parts(true))).rejects.toThrow("the device is lost");
    await holds(path, bytes);
    expect(await fs.readdir(folder)).toEqual(["model"]);
  });

  it("lets a reader who opened the earlier file read it to its end", async () => {
    const path = join(folder, "model");
    await writeFileSafely(path, bytes);
    const reader = await fs.open(path, "r");
    await writeFileSafely(path, Uint8Array.of(1));
    expect((await reader.readFile()).length).toBe(bytes.length);
    await reader.close();
  });

  it("writes the file that a symbolic link leads to", async () => {
    await fs.mkdir(join(folder, "elsewhere"));
    await fs.writeFile(join(folder, "elsewhere", "real"), "old");
    await fs.symlink(join("elsewhere", "real"), join(folder, "link"));
    await writeFileSafely(join(folder, "link"), bytes);
    await holds(join(folder, "elsewhere", "real"), bytes);
    expect((await fs.lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
  });

  it("keeps apart two writers of one file", async () => {
    const path = join(folder, "model");
    const sizes = [10, 20_000, 30_000, 40_000];
    await Promise.all(sizes.map((size) => writeFileSafely(path, bytes.subarray(0, size))));
    const { length } = await fs.readFile(path);
    expect(sizes).toContain(length);
    await holds(path, bytes.subarray(0, length));
    expect(await fs.readdir(folder)).toEqual(["model"]);
  });

  it.each([
    ["half written, then disk full", "the disk is full (ENOSPC)", "ENOSPC"],
    ["not synced", "EIO: made by the test", "EIO"],
    ["not renamed", "EPERM: made by the test", "EPERM"],
  ] as const)("keeps the earlier file and removes its own when %s", async (what, reason, code) => {
    const path = join(folder, "checkpoint.safetensors");
    await fs.writeFile(path, "old");
    fault = what;
    const error = await writeFileSafely(path, bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FileWriteError);
    expect(error).toMatchObject({
      path,
      code,
      message: `cannot write ${path}: ${reason}; an earlier file of this name was kept as it was`,
    });
    expect(error).toHaveProperty("cause.code", code);
    expect(await fs.readFile(path, "utf8")).toBe("old");
    expect(await fs.readdir(folder)).toEqual(["checkpoint.safetensors"]);
  });

  it("leaves no file where there was none when it fails", async () => {
    fault = "half written, then disk full";
    await expect(writeFileSafely(join(folder, "new"), bytes)).rejects.toThrow("the disk is full");
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("writes into a pipe and leaves it there", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const [read] = await Promise.all([fs.readFile(pipe), writeFileSafely(pipe, bytes)]);
    expect(Uint8Array.from(read)).toEqual(bytes);
    expect((await fs.stat(pipe)).isFIFO()).toBe(true);
    expect(await fs.readdir(folder)).toEqual(["pipe"]);
  });

  it("names what is wrong with the path", async () => {
    await fs.writeFile(join(folder, "file"), "old");
    const write = (...names: string[]): Promise<void> =>
      writeFileSafely(join(folder, ...names), bytes);
    await expect(write("missing", "x")).rejects.toThrow("its folder does not exist (ENOENT)");
    await expect(write("file", "x")).rejects.toThrow("its folder is a file (ENOTDIR)");
    await expect(write()).rejects.toThrow("it is a folder (EISDIR)");
    expect(await fs.readdir(folder)).toEqual(["file"]);
    expect((await fs.readdir(tmpdir())).filter((name) => /^qkv-write-.*\.tmp$/.test(name))).toEqual(
      [],
    );
  });
});
