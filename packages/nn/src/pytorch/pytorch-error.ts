/** Thrown for a run that PyTorch cannot go on with, or a folder that is none of one that did. */
export class PytorchError extends Error {
  override readonly name = "PytorchError";
}
