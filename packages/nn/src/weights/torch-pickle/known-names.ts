import { TorchFileError } from "./torch-file-error.ts";

/** What a pickle names by module and name, out of a closed list; none of it is code of the file's. */
export abstract class PickleGlobal {
  /** "torch.FloatStorage" */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What Python's call of it makes. */
  abstract call(args: readonly unknown[]): unknown;
}

/** A function, or rather what it makes of arguments that are values. */
export class KnownFunction extends PickleGlobal {
  readonly #make: (args: readonly unknown[]) => unknown;

  constructor(path: string, make: (args: readonly unknown[]) => unknown) {
    super(path);
    this.#make = make;
  }

  call(args: readonly unknown[]): unknown {
    return this.#make(args);
  }
}

/** A class that is only ever named. */
export class KnownType extends PickleGlobal {
  call(): never {
    throw new TorchFileError(`the pickle calls ${this.path}, which is no function`);
  }
}
