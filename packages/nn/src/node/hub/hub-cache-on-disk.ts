import type { Dirent } from "node:fs";
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { BlobWriter, CachedModel, HubCache } from "../../hub/hub-cache.ts";
import { isCommit, isModelName } from "../../hub/hub-names.ts";
import type { FileSource } from "../../model-folder/file-source.ts";
import { errorCode } from "../error-code.ts";
import { folderOnDisk } from "../folder-on-disk.ts";
import { temporaryName } from "../temporary-file.ts";
import { writeFileSafely } from "../write-file-safely.ts";
import { BlobFile } from "./blob-file.ts";

/**
 * Hugging Face's own cache, which its programs share: models--ORG--NAME with "blobs" by etag, "refs" with the commits of
 * branches, and "snapshots/COMMIT", whose files are links to the blobs.
 */
export class HubCacheOnDisk implements HubCache {
  readonly place: string;

  constructor(place: string) {
    this.place = place;
  }

  #folder(model: string, ...parts: readonly string[]): string {
    return join(this.place, `models--${model.replaceAll("/", "--")}`, ...parts);
  }

  async commitOf(model: string, revision: string): Promise<string | undefined> {
    const text = await readFile(this.#folder(model, "refs", revision), "utf8").catch(() => "");
    return isCommit(text.trim()) ? text.trim() : undefined;
  }

  async setCommit(model: string, revision: string, commit: string): Promise<void> {
    const path = this.#folder(model, "refs", revision);
    await mkdir(dirname(path), { recursive: true });
    await writeFileSafely(path, new TextEncoder().encode(commit)); // without an end of line, as Python reads it
  }

  async hasBlob(model: string, etag: string, size: number): Promise<boolean> {
    const found = await stat(this.#folder(model, "blobs", etag)).catch(() => undefined);
    return found?.isFile() === true && found.size === size;
  }

  writeBlob(model: string, etag: string): Promise<BlobWriter> {
    return BlobFile.open(this.#folder(model, "blobs", etag));
  }

  async setFile(model: string, commit: string, file: string, etag: string): Promise<void> {
    const blob = this.#folder(model, "blobs", etag);
    const path = this.#folder(model, "snapshots", commit, ...file.split("/"));
    const target = relative(dirname(path), blob);
    if ((await readlink(path).catch(() => "")) === target) return;
    await mkdir(dirname(path), { recursive: true });
    const temporary = temporaryName(path);
    try {
      await linkTo(blob, target, temporary);
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async snapshot(model: string, commit: string): Promise<FileSource | undefined> {
    const folder = this.#folder(model, "snapshots", commit);
    return (await filesBelow(folder)).length > 0 ? folderOnDisk(folder) : undefined;
  }

  async models(): Promise<readonly CachedModel[]> {
    const found: CachedModel[] = [];
    for (const { name: folder } of await entriesOf(this.place)) {
      const name = /^models--(.+)$/.exec(folder)?.[1]?.replace("--", "/");
      if (name !== undefined && isModelName(name)) found.push(await this.#describe(name));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #describe(name: string): Promise<CachedModel> {
    const refs = this.#folder(name, "refs");
    const named = await Promise.all(
      (await filesBelow(refs)).map(async (ref) => [ref, await this.commitOf(name, ref)] as const),
    );
    const revisions = [];
    for (const { name: commit } of await entriesOf(this.#folder(name, "snapshots"))) {
      const files = await filesBelow(this.#folder(name, "snapshots", commit));
      const ofCommit = named.filter(([, one]) => one === commit).map(([ref]) => ref);
      revisions.push({ commit, refs: ofCommit, files: files.sort() });
    }
    const blobs = (await entriesOf(this.#folder(name, "blobs"))).map(async (blob) => {
      const { size } = await stat(this.#folder(name, "blobs", blob.name));
      return size;
    });
    const size = (await Promise.all(blobs)).reduce((sum, one) => sum + one, 0);
    return { name, size, revisions };
  }

  async delete(model: string): Promise<boolean> {
    const folder = this.#folder(model);
    const found = await stat(folder).catch(() => undefined);
    if (!found) return false;
    await rm(folder, { recursive: true });
    await rm(join(this.place, ".locks", `models--${model.replaceAll("/", "--")}`), {
      recursive: true,
      force: true,
    });
    return true;
  }
}

/** A link where the system lets everybody make one; else a second name, or a copy. */
async function linkTo(blob: string, target: string, path: string): Promise<void> {
  const ways = [() => symlink(target, path), () => link(blob, path)];
  for (const way of ways)
    try {
      return await way();
    } catch (error) {
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EXDEV"].includes(errorCode(error) ?? "")) throw error;
    }
  await copyFile(blob, path);
}

const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);

/** Paths of the files below a folder, with slashes. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .map((path) => path.split(sep).join("/"));
}
