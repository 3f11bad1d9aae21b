import { expect, it } from "vitest";
import { Opening } from "../../src/engine/opening.ts";

const waitedFor = () => {
  let aborted: AbortSignal | undefined;
  const opening = new Opening(
    (signal) =>
      new Promise<string>((_, reject) => {
        aborted = signal;
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  return { opening, signal: () => aborted! };
};
const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it("ends work for which nobody waits any more", async () => {
  const { opening, signal } = waitedFor();
  const [one, other] = [new AbortController(), new AbortController()];
  const both = [opening.waitFor(one.signal), opening.waitFor(other.signal)];
  for (const one of both) one.catch(() => {});
  one.abort();
  await soon(150);
  expect(signal().aborted).toBe(false); // the other still waits
  other.abort(new Error("cancelled"));
  await expect(both[1]).rejects.toThrow("cancelled");
  expect([signal().aborted, opening.isGivenUp]).toEqual([true, true]);
});

it("goes on for who asks anew in the same moment", async () => {
  const { opening, signal } = waitedFor();
  const [typed, anew] = [new AbortController(), new AbortController()];
  opening.waitFor(typed.signal).catch(() => {});
  typed.abort();
  opening.waitFor(anew.signal).catch(() => {});
  await soon(150);
  expect(signal().aborted).toBe(false);
  anew.abort();
  await soon(150);
  expect(signal().aborted).toBe(true);
});

it("is not ended when it is done", async () => {
  const opening = new Opening(async () => "model");
  const leaving = new AbortController();
  expect(await opening.waitFor(leaving.signal)).toBe("model");
  leaving.abort();
  await soon(150);
  expect(opening.isGivenUp).toBe(false);
  expect(await opening.waitFor(new AbortController().signal)).toBe("model");
});
