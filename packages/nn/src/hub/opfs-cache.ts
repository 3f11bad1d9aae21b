import type { FileSource } from "../model-folder/file-source.ts";
import { filesByName } from "./blobs-as-files.ts";
import type { BlobWriter, CachedModel, HubCache } from "./hub-cache.ts";
import { isCommit, isModelName } from "./hub-names.ts";
import { OpfsBlob } from "./opfs-blob.ts";
import { existing, type Folder, folderIn, namesIn, readText, writeText } from "./opfs-folder.ts";

/**
 * A cache in the file system that browsers give each site (OPFS), in the layout of Hugging Face's own as far as that has no
 * links: a snapshot's file holds the etag of its contents. Names are escaped where they have slashes.
 */
export class OpfsCache implements HubCache {
  readonly place: string;
  readonly #root: Folder;

  constructor(place: string, root: Folder) {
    this.place = place;
    this.#root = root;
  }

  #path(model: string, ...parts: readonly string[]): readonly string[] {
    return [`models--${model.replaceAll("/", "--")}`, ...parts];
  }

  async commitOf(model: string, revision: string): Promise<string | undefined> {
    const refs = await existing(this.#root, this.#path(model, "refs"));
    const commit = await readText(refs, encodeURIComponent(revision));
    return commit !== undefined && isCommit(commit) ? commit : undefined;
  }

  async setCommit(model: string, revision: string, commit: string): Promise<void> {
    const refs = await folderIn(this.#root, this.#path(model, "refs"));
    await writeText(refs, encodeURIComponent(revision), commit);
  }

  async hasBlob(model: string, etag: string, size: number): Promise<boolean> {
    const blobs = await existing(this.#root, this.#path(model, "blobs"));
    const file = await blobs?.getFileHandle(etag).catch(() => undefined);
    return (await file?.getFile())?.size === size;
  }

  async writeBlob(model: string, etag: string): Promise<BlobWriter> {
    return OpfsBlob.open(await folderIn(this.#root, this.#path(model, "blobs")), etag);
  }

  async setFile(model: string, commit: string, file: string, etag: string): Promise<void> {
    const snapshot = await folderIn(this.#root, this.#path(model, "snapshots", commit));
    await writeText(snapshot, encodeURIComponent(file), etag);
  }

  async snapshot(model: string, commit: string): Promise<FileSource | undefined> {
    const snapshot = await existing(this.#root, this.#path(model, "snapshots", commit));
    const blobs = await existing(this.#root, this.#path(model, "blobs"));
    if (!snapshot || !blobs) return undefined;
    const files = new Map<string, () => Promise<File>>();
    for (const escaped of await namesIn(snapshot)) {
      const etag = await readText(snapshot, escaped);
      const handle = await blobs.getFileHandle(etag ?? "").catch(() => undefined);
      if (handle) files.set(decodeURIComponent(escaped), () => handle.getFile());
    }
    return files.size > 0 ? filesByName(model, files) : undefined;
  }

  async models(): Promise<readonly CachedModel[]> {
    const found: CachedModel[] = [];
    for (const folder of await namesIn(this.#root)) {
      const name = /^models--(.+)$/.exec(folder)?.[1]?.replace("--", "/");
      if (name !== undefined && isModelName(name)) found.push(await this.#describe(name));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #describe(name: string): Promise<CachedModel> {
    const commits = new Map<string, string[]>();
    for (const ref of await namesIn(await existing(this.#root, this.#path(name, "refs")))) {
      const revision = decodeURIComponent(ref);
      const commit = await this.commitOf(name, revision);
      if (commit !== undefined) commits.set(commit, [...(commits.get(commit) ?? []), revision]);
    }
    const revisions = [];
    for (const commit of await namesIn(await existing(this.#root, this.#path(name, "snapshots")))) {
      const snapshot = await existing(this.#root, this.#path(name, "snapshots", commit));
      const files = (await namesIn(snapshot)).map(decodeURIComponent).sort();
      revisions.push({ commit, refs: commits.get(commit) ?? [], files });
    }
    const blobs = await existing(this.#root, this.#path(name, "blobs"));
    let size = 0;
    for (const blob of await namesIn(blobs))
      size += (await (await blobs!.getFileHandle(blob)).getFile()).size;
    return { name, size, revisions };
  }

  async delete(model: string): Promise<boolean> {
    const [folder = ""] = this.#path(model);
    if (!(await existing(this.#root, [folder]))) return false;
    await this.#root.removeEntry(folder, { recursive: true });
    return true;
  }
}
