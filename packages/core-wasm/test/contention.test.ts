import { describe, expect, it } from "vitest";
import { Contention } from "../src/backend/threads/contention.ts";

/** 30 ms of jobs of which the caller waited for a part, ending at `end`. */
const jobs = (contention: Contention, part: number, end: number): void => {
  for (let i = 1; i <= 30; i++) contention.record(1, part, end - 30 + i);
};

describe("giving way on a busy machine", () => {
  it("goes on sharing while the caller hardly waits", () => {
    const contention = new Contention();
    jobs(contention, 0.1, 1000);
    expect(contention.pauses(1001)).toBe(false);
  });

  it("pauses when the caller waits, longer each time in a row, never for good", () => {
    const contention = new Contention();
    let now = 1000;
    for (const pause of [200, 400, 800, 1600, 3200, 3200]) {
      jobs(contention, 0.5, now);
      expect(contention.pauses(now + pause - 1)).toBe(true);
      expect(contention.pauses(now + pause)).toBe(false);
      now += pause + 30;
    }
    jobs(contention, 0, now);
    jobs(contention, 0.5, now + 30);
    expect(contention.pauses(now + 30 + 1599)).toBe(true);
    expect(contention.pauses(now + 30 + 1600)).toBe(false);
  });

  it("pauses as shortly as at first once jobs have gone well for long", () => {
    const contention = new Contention();
    for (const end of [1000, 2000, 3000]) jobs(contention, 0.5, end);
    for (const end of [4000, 4030, 4060, 4090]) jobs(contention, 0, end);
    jobs(contention, 0.5, 5000);
    expect(contention.pauses(5199)).toBe(true);
    expect(contention.pauses(5200)).toBe(false);
  });
});
