import { type FileHandle, mkdir, open, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Picture } from "@qkv/nn/pipelines";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { systemErrorCode, systemErrorMeaning } from "../failures/system-error.ts";
import { pngFile } from "../report/drawings/png.ts";

/** A picture that was written. */
export interface PictureFile {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** Characters of a name that is made of what a picture shows; with four bytes each they fit every file system. */
const LONGEST = 50;

/** PNG files beside one another, each under a name that was free. */
export class PictureFiles {
  readonly #folder: string;
  /** Of all files; else each is called by what it shows. */
  readonly #name: string | undefined;
  /** How often a name was taken, so that many pictures of one name do not look through all of them. */
  readonly #taken = new Map<string, number>();

  private constructor(folder: string, name: string | undefined) {
    this.#folder = folder;
    this.#name = name;
  }

  /** @throws UsageError for a file that is there already, or is to be no PNG; CommandError where no folder can be made */
  static async open(out = "pictures"): Promise<PictureFiles> {
    const there = await stat(out).catch(() => undefined);
    if (there?.isDirectory()) return new PictureFiles(out, undefined);
    if (there)
      throw new UsageError(
        `--out is ${out}, which is there already and is not replaced; remove it, or name another file or a folder`,
      );
    if (/\.(jpe?g|webp|gif|bmp|tiff?|avif|svg)$/i.test(out))
      throw new UsageError(
        `--out is ${out}, but pictures are written as PNG; expected FILE.png, or a folder`,
      );
    const isFile = /\.png$/i.test(out);
    const folder = isFile ? dirname(out) : out;
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      const reason = systemErrorMeaning(cause) ?? String(cause);
      throw new CommandError(`cannot make the folder ${folder}: ${reason}`, { cause });
    }
    return new PictureFiles(folder, isFile ? basename(out).slice(0, -4) : undefined);
  }

  async write(pictures: readonly Picture[]): Promise<readonly PictureFile[]> {
    const files: PictureFile[] = [];
    for (const picture of pictures) {
      const { width, height, caption } = picture;
      const path = await this.#written(this.#name ?? nameOf(caption), pngFile(picture));
      files.push({ path, width, height });
    }
    return files;
  }

  /** The path of NAME.png, or the first of NAME-2.png, NAME-3.png, ... that nobody has. */
  async #written(name: string, bytes: Uint8Array): Promise<string> {
    for (let count = 1 + (this.#taken.get(name) ?? 0); ; count++) {
      const path = join(this.#folder, count === 1 ? `${name}.png` : `${name}-${count}.png`);
      if (!(await writeNew(path, bytes))) continue;
      this.#taken.set(name, count);
      return path;
    }
  }
}

/** Returns false where a file of this name is there; leaves nothing half written. */
async function writeNew(path: string, bytes: Uint8Array): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "wx");
    await file.writeFile(bytes);
    return true;
  } catch (cause) {
    if (!file && systemErrorCode(cause) === "EEXIST") return false;
    if (file) await rm(path, { force: true });
    throw new CommandError(`cannot write ${path}: ${systemErrorMeaning(cause) ?? String(cause)}`, {
      cause,
    });
  } finally {
    await file?.close();
  }
}

/** "a thin seven" -> "a-thin-seven" */
function nameOf(caption: string): string {
  const words = caption.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const name = [...words].slice(0, LONGEST).join("").replace(/^-|-$/g, "");
  return name === "" ? "picture" : name;
}
