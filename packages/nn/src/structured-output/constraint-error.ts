/** Thrown for a grammar that cannot be honoured, and where no token may follow. It says where. */
export class ConstraintError extends RangeError {
  override readonly name = "ConstraintError";
}
