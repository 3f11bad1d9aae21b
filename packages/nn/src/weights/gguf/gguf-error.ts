import { quote } from "../safetensors-error.ts";

/** Thrown for bytes that are no GGUF file, and for a GGUF file that holds no model that can be made. */
export class GgufError extends Error {
  override readonly name = "GgufError";
  /** The tensor or the key of the metadata at fault, where it is one. */
  readonly at: string | undefined;

  constructor(problem: string, at?: string) {
    super(`GGUF: ${at === undefined ? "" : `${quote(at)}: `}${problem}`);
    this.at = at;
  }
}

export const wrongGguf = (problem: string): GgufError => new GgufError(problem);
