/** What somebody gave: files, and where each lies, the folder's name first. */
export interface Given {
  readonly name: string;
  readonly files: readonly File[];
  readonly paths: readonly string[];
}

/** More than any model's folder has; a home directory that is dropped by mistake has more. */
const MOST_FILES = 2000;
const DEEPEST = 6;

export class TooManyFilesError extends Error {
  override readonly name = "TooManyFilesError";
}

/** Files and folders that were dropped, with what lies in them; one folder alone is the checkpoint, its name left out. */
export async function dropped(data: DataTransfer): Promise<Given> {
  const files: File[] = [];
  const paths: string[] = [];
  const add = (file: File, path: string) => {
    if (files.length >= MOST_FILES) throw new TooManyFilesError(String(MOST_FILES));
    files.push(file);
    paths.push(path);
  };
  // All of it at once: the list is empty as soon as the event is over.
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => [item.webkitGetAsEntry(), item.getAsFile()] as const);
  for (const [entry, file] of entries)
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, entry.name, 0, add);
    else if (file) add(file, file.name);
  return named(files, paths);
}

/** What a file picker gave. */
export function picked(list: Iterable<File>): Given {
  const files = [...list];
  if (files.length > MOST_FILES) throw new TooManyFilesError(String(MOST_FILES));
  return named(
    files,
    files.map((file) => file.webkitRelativePath || file.name),
  );
}

function named(files: readonly File[], paths: readonly string[]): Given {
  const [first = ""] = paths;
  const name = first.split("/")[0] ?? "";
  const alone = paths.some((path) => !path.includes("/"));
  // Without a folder around them, one is put there: a path has its folder's name first.
  return {
    name: alone ? (files.length === 1 ? name.replace(/\.[^.]*$/, "") : "files") : name,
    files,
    paths: alone ? paths.map((path) => `files/${path}`) : paths,
  };
}

async function walk(
  folder: FileSystemDirectoryEntry,
  path: string,
  depth: number,
  add: (file: File, path: string) => void,
): Promise<void> {
  if (depth > DEEPEST) return;
  const reader = folder.createReader();
  for (;;) {
    // A part of the entries at a time, at last none.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return;
    for (const entry of entries) {
      const here = `${path}/${entry.name}`;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, here, depth + 1, add);
      else
        add(
          await new Promise<File>((resolve, reject) =>
            (entry as FileSystemFileEntry).file(resolve, reject),
          ),
          here,
        );
    }
  }
}
