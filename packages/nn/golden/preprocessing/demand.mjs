import { nn } from "../library.mjs";

/**
 * Do with a file what its `must` says: "read", "equal" or "close" (all by `read`, which also compares), "refuse", or either
 * ("close or refuse", "refuse, or read what is there"). A refusal is an error of the library's own kind.
 */
export async function meetDemand(must, refusal, read, comparison) {
  const mayRefuse = /\brefuse\b/.test(must);
  const mayRead = /\b(read|equal|close)\b/.test(must);
  if (!mayRefuse && !mayRead) throw new Error(`must ${JSON.stringify(must)} is not understood`);
  let found;
  try {
    found = await read();
  } catch (error) {
    if (!mayRefuse || !(error instanceof nn[refusal])) throw error;
    comparison.addFigure("refused", 1, 1, 0);
    return;
  }
  if (!mayRead) throw new Error("the file is read, expected it to be refused");
  await found.compare();
}
