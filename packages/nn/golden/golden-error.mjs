/** Something about the arguments or the directory, said to the user without a stack trace. */
export class GoldenError extends Error {}
