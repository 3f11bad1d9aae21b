import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileReadError } from "../src/node/file-read-error.ts";
import { readBytes } from "../src/node/read-bytes.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qkv-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readBytes", () => {
  it("reads all bytes into an array of their own", async () => {
    const path = join(folder, "small");
    await writeFile(path, Uint8Array.of(1, 2, 255));
    const bytes = await readBytes(path);
    expect([...bytes]).toEqual([1, 2, 255]);
    expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, 3]);
  });

  it("reads empty files and those behind a symbolic link", async () => {
    await writeFile(join(folder, "empty"), "");
    await symlink("empty", join(folder, "link"));
    expect((await readBytes(join(folder, "link"))).length).toBe(0);
  });

  it("reads up to the limit and refuses more before it reads", async () => {
    const path = join(folder, "ten");
    await writeFile(path, "0123456789");
    expect((await readBytes(path, { maxBytes: 10 })).length).toBe(10);
    await expect(readBytes(path, { maxBytes: 9 })).rejects.toThrow(
      `cannot read ${path}: it has 10 bytes, expected at most 9`,
    );
  });

  it("says what is wrong with the path", async () => {
    const missing = join(folder, "missing");
    await expect(readBytes(missing)).rejects.toThrow(FileReadError);
    await expect(readBytes(missing)).rejects.toThrow(
      `cannot read ${missing}: there is no such file (ENOENT)`,
    );
    await expect(readBytes(folder)).rejects.toThrow(
      `cannot read ${folder}: it is a folder, expected a file`,
    );
    await expect(readBytes("/dev/null")).rejects.toThrow(
      "cannot read /dev/null: it is no regular file",
    );
    await expect(readBytes(join(folder, "small", "x"))).rejects.toThrow(
      "its folder is a file (ENOTDIR)",
    );
  });
});
