/** Where a folder of a model is at fault. */
export interface ModelFolderErrorOptions extends ErrorOptions {
  /** The file at fault, with the name of its folder. */
  readonly file: string;
  /** The field at fault, where it is one: "model.layers". */
  readonly field?: string;
}

/** Thrown for a model's folder that cannot be used: it says what came, what was expected and what to do. */
export class ModelFolderError extends Error {
  override readonly name = "ModelFolderError";
  readonly file: string;
  readonly field: string | undefined;

  constructor(message: string, { file, field, ...options }: ModelFolderErrorOptions) {
    super(message, options);
    this.file = file;
    this.field = field;
  }
}

/** Put the file's name before what goes wrong with its contents. */
export async function namingFile<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof ModelFolderError) throw cause;
    throw new ModelFolderError(`${file}: ${cause.message}`, { file, cause });
  }
}
