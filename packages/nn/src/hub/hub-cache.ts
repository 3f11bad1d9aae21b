import type { FileSource } from "../model-folder/file-source.ts";
import type { ByteSource } from "../weights/byte-source.ts";

/**
 * Files of the hub that have been downloaded, kept by the hash of their contents; a snapshot is what a commit of a model has
 * under which names, as far as it was wanted. On a disk that is the layout of Hugging Face's own cache.
 */
export interface HubCache {
  /** For messages: a path. */
  readonly place: string;
  /** The commit that a branch or tag was when it was last looked up. */
  commitOf(model: string, revision: string): Promise<string | undefined>;
  setCommit(model: string, revision: string, commit: string): Promise<void>;
  /** Whether the contents of an etag are there, all of them. */
  hasBlob(model: string, etag: string, size: number): Promise<boolean>;
  /** Begin to write contents, or go on where an earlier attempt has ended. */
  writeBlob(model: string, etag: string): Promise<BlobWriter>;
  /** Have a commit's file be the contents of an etag. */
  setFile(model: string, commit: string, file: string, etag: string): Promise<void>;
  /** The files of a commit. Reads nothing; undefined when there is no such snapshot. */
  snapshot(model: string, commit: string): Promise<FileSource | undefined>;
  models(): Promise<readonly CachedModel[]>;
  /** Remove all that is kept of a model; whether there was something. */
  delete(model: string): Promise<boolean>;
}

/** Contents that are being written. */
export interface BlobWriter {
  /** What an earlier attempt has left, which this one goes on from. */
  readonly begun: ByteSource;
  write(bytes: Uint8Array): Promise<void>;
  /** All has been written, and is right: from now on it is there. */
  finish(): Promise<void>;
  /** Keep what has been written for another attempt. */
  interrupt(): Promise<void>;
  /** Keep nothing. */
  discard(): Promise<void>;
}

/** What a cache has of a model. */
export interface CachedModel {
  readonly name: string;
  /** Bytes of all contents, each counted once. */
  readonly size: number;
  readonly revisions: readonly CachedRevision[];
}

/** What a cache has of one commit of a model. */
export interface CachedRevision {
  readonly commit: string;
  /** Branches and tags that lead to it. */
  readonly refs: readonly string[];
  readonly files: readonly string[];
}
