/** Lets the worker hear what was sent meanwhile: that nobody waits any more. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
