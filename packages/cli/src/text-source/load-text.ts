import { createHash } from "node:crypto";
import { isAbsolute, resolve } from "node:path";
import { UsageError } from "../failures/command-error.ts";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";
import { readBook } from "./book.ts";
import { downloadText } from "./download-text.ts";
import { readTextFile, statOf } from "./read-text-file.ts";
import { readTextFolder } from "./read-text-folder.ts";

export interface LoadedText {
  readonly text: string;
  /** "book", an address, or the absolute path of the file or folder. */
  readonly source: string;
  /** SHA-256 of the UTF-8 text, in hexadecimal digits. */
  readonly sha256: string;
}

export interface LoadOptions {
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** What `--data` names: a file, a folder of .txt files, an address, or `book`. */
export async function loadText(data: string, options: LoadOptions): Promise<LoadedText> {
  const source = absoluteSource(data);
  const text = await readSource(source, options);
  return { text, source, sha256: createHash("sha256").update(text).digest("hex") };
}

function absoluteSource(data: string): string {
  if (data === "book" || isAbsolute(data)) return data;
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(data)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(data);
  if (scheme === "http" || scheme === "https") return data;
  throw new UsageError(`--data is ${data}, expected http:// or https:// for an address`);
}

async function readSource(source: string, { printer, signal }: LoadOptions): Promise<string> {
  if (source === "book") return readBook();
  if (/^https?:\/\//i.test(source)) {
    const counter = new Counter(printer, { label: "download", unit: "bytes", delay: 0 });
    return downloadText(source, { counter, signal }).finally(() => counter.end());
  }
  const status = await statOf(source);
  return status.isDirectory() ? readTextFolder(source) : readTextFile(source);
}
