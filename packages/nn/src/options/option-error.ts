/**
 * An option, or a field of a file, that does not exist, is missing or has a value that it may not have; the message
 * names it, what came and what was expected. A RangeError, as ECMAScript throws for the options of `Intl`: most callers
 * look for that one, and a caller who looks for this one catches every kind of wrong option.
 */
export class OptionError extends RangeError {
  override readonly name = "OptionError";
}
