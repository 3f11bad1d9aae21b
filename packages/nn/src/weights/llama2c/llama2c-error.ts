/** Thrown for bytes that are no file of llama2.c's, and for those of its quantised form. */
export class Llama2cError extends Error {
  override readonly name = "Llama2cError";

  constructor(problem: string) {
    super(`llama2.c: ${problem}`);
  }
}

export const wrongLlama2c = (problem: string): Llama2cError => new Llama2cError(problem);
