/** Thrown for bytes that are no sound, or one that is not read: it says what came and what was expected. */
export class SoundFileError extends Error {
  override readonly name = "SoundFileError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`sound: ${problem}`, options);
  }
}
