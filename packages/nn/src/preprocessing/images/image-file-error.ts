/** Thrown for bytes that are no picture, or one that is not read: it says what came and what was expected. */
export class ImageFileError extends Error {
  override readonly name = "ImageFileError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`image: ${problem}`, options);
  }
}
