/**
 * The files, each with its place in the folder as `webkitRelativePath`, which dropped ones have not: there a config.json of
 * a folder within would be taken for the one of the model.
 */
export function withPaths(files: readonly File[], paths: readonly string[] = []): readonly File[] {
  for (const [i, file] of files.entries())
    if (paths[i] !== undefined)
      Object.defineProperty(file, "webkitRelativePath", { value: paths[i], configurable: true });
  return files;
}
