import { describe, expect, it } from "vitest";
import { Contention } from "../src/backend/threads/contention.ts";

interface Shared {
  /** Milliseconds of each chunk of the caller. */
  readonly chunks: readonly number[];
  readonly waited?: number;
}

/** Three jobs of 10 ms, a window, the last of which ends at `end`. */
function window(contention: Contention, end: number, jobs: readonly Shared[]): void {
  expect(jobs).toHaveLength(3);
  jobs.forEach(({ chunks, waited = 0 }, i) => {
    for (const took of chunks) contention.chunk(took);
    contention.job(10, waited, end - 10 * (2 - i));
  });
}

const even: Shared = { chunks: [1, 1.2, 1.4] };
const lostByCaller: Shared = { chunks: [1, 1.2, 4] };
const lateWorker: Shared = { chunks: [1, 1.2, 1.4], waited: 3 };
const trouble = [lostByCaller, lateWorker, lostByCaller];

describe("giving way on a busy machine", () => {
  it("goes on sharing while chunks are alike, whatever their size", () => {
    const contention = new Contention();
    window(contention, 1000, [even, { chunks: [0.01, 0.3] }, { chunks: [20, 25, 29] }]);
    // One chunk of the worker may have begun just before the caller's last one ended.
    window(contention, 1030, [even, { ...even, waited: 1.4 }, { chunks: [], waited: 0.4 }]);
    expect(contention.pauses(1031)).toBe(false);
  });

  it("forgives two lost cores in a window, and forgets them after it", () => {
    const contention = new Contention();
    for (const end of [1000, 1030, 1060]) {
      window(contention, end, [lostByCaller, even, lateWorker]);
      expect(contention.pauses(end + 1)).toBe(false);
    }
  });

  it("pauses at the third, longer each time in a row, never for good", () => {
    const contention = new Contention();
    let now = 1000;
    for (const pause of [25, 50, 100, 200, 400, 800, 1600, 3200, 3200]) {
      window(contention, now, trouble);
      expect(contention.pauses(now + pause - 1)).toBe(true);
      expect(contention.pauses(now + pause)).toBe(false);
      now += pause + 30;
    }
    window(contention, now, [even, even, even]);
    window(contention, now + 30, trouble);
    expect(contention.pauses(now + 30 + 1599)).toBe(true);
    expect(contention.pauses(now + 30 + 1600)).toBe(false);
  });

  it("counts a caller and a worker that both lost their cores in one job", () => {
    const contention = new Contention();
    window(contention, 1000, [{ chunks: [1, 4], waited: 3 }, even, lateWorker]);
    expect(contention.pauses(1001)).toBe(true);
  });

  it("pauses as shortly as at first once jobs have gone well for long", () => {
    const contention = new Contention();
    for (const end of [1000, 2000, 3000]) window(contention, end, trouble);
    for (const end of [4000, 4030, 4060, 4090]) window(contention, end, [even, even, even]);
    window(contention, 5000, trouble);
    expect(contention.pauses(5024)).toBe(true);
    expect(contention.pauses(5025)).toBe(false);
  });
});
