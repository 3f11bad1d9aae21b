/** Thrown for a file of PyTorch's that cannot be read, or that holds more than tensors and containers. */
export class TorchFileError extends Error {
  override readonly name = "TorchFileError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`PyTorch file: ${problem}`, options);
  }
}

export const wrongTorchFile = (problem: string): TorchFileError => new TorchFileError(problem);
