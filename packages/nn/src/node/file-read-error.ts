/** Thrown when a file could not be read. */
export class FileReadError extends Error {
  override readonly name = "FileReadError";
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`cannot read ${path}: ${reason}`, options);
    this.path = path;
  }
}
