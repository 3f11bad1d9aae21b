import { describe, expect, it } from "vitest";
import { DataLoader } from "../src/data/data-loader.ts";

const ten = [..."abcdefghij"];
const collate = (examples: string[]): string => examples.join("");

describe("DataLoader", () => {
  it("goes through the data in order, the last batch smaller", () => {
    const loader = new DataLoader(ten, { batchSize: 4, collate });
    expect(loader.batchesPerEpoch).toBe(3);
    expect([...loader]).toEqual(["abcd", "efgh", "ij"]);
    expect([...loader]).toEqual(["abcd", "efgh", "ij"]);
    expect(loader.state).toEqual({ epoch: 2, batch: 0 });
  });

  it("leaves out the last batch with dropLast, unless it is full", () => {
    const batches = (batchSize: number): string[] => [
      ...new DataLoader(ten, { batchSize, dropLast: true, collate }),
    ];
    expect(batches(4)).toEqual(["abcd", "efgh"]);
    expect(batches(5)).toEqual(["abcde", "fghij"]);
  });

  it("takes a dataset by its get and length", () => {
    const squares = { length: 3, get: (index: number) => index * index };
    const loader = new DataLoader(squares, { batchSize: 2, collate: (examples) => examples });
    expect([...loader]).toEqual([[0, 1], [4]]);
  });

  it("shuffles each epoch anew, every example once, by the seed alone", () => {
    const epochs = (seed: number): string[] => {
      const loader = new DataLoader(ten, { batchSize: 3, shuffle: true, seed, collate });
      return Array.from({ length: 5 }, () => [...loader].join(""));
    };
    const orders = epochs(1);
    for (const order of orders) expect([...order].sort()).toEqual(ten);
    expect(new Set(orders).size).toBe(5);
    expect(orders).not.toContain(ten.join(""));
    expect(epochs(1)).toEqual(orders);
    expect(epochs(2)).not.toEqual(orders);
  });

  it("gives every order about as often", () => {
    const loader = new DataLoader([..."abc"], { batchSize: 3, shuffle: true, collate });
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 3000; epoch++) {
      const order = loader.next();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(105); // 5 sigma
  });

  it("goes on from epoch to epoch with next, and iterates over the rest of an epoch", () => {
    const loader = new DataLoader(ten, { batchSize: 4, collate });
    expect(Array.from({ length: 4 }, () => loader.next())).toEqual(["abcd", "efgh", "ij", "abcd"]);
    expect(loader.state).toEqual({ epoch: 1, batch: 1 });
    expect([...loader]).toEqual(["efgh", "ij"]);
    for (const batch of loader) if (batch === "efgh") break;
    expect(loader.state).toEqual({ epoch: 2, batch: 2 });
    expect([...loader]).toEqual(["ij"]);
  });

  it("restores every position exactly", () => {
    const make = (): DataLoader<string, string> =>
      new DataLoader(ten, { batchSize: 3, shuffle: true, seed: 5, collate });
    const loader = make();
    const states: string[] = [];
    const batches: string[] = [];
    for (let i = 0; i < 13; i++) {
      states.push(JSON.stringify(loader.state));
      batches.push(loader.next());
    }
    for (const [i, state] of states.slice(0, -1).entries()) {
      const restored = make();
      restored.next();
      restored.state = JSON.parse(state);
      expect([restored.next(), restored.next()]).toEqual([batches[i], batches[i + 1]]);
    }
  });

  it("stays where it is when collate throws", () => {
    let fail = true;
    const loader = new DataLoader(ten, {
      batchSize: 4,
      collate: (examples) => {
        if (fail) throw new Error("not yet");
        return examples.join("");
      },
    });
    expect(() => loader.next()).toThrow("not yet");
    fail = false;
    expect(loader.next()).toBe("abcd");
  });

  it.each<readonly [unknown, string]>([
    [undefined, "DataLoader: state.epoch is undefined, expected an integer of at least 0"],
    [{ epoch: 0 }, "DataLoader: state.batch is undefined"],
    [{ epoch: 1, batch: -1 }, "DataLoader: state.batch is -1"],
    [{ epoch: 0, batch: 3 }, "state.batch is 3, expected less than the 3 batches of an epoch"],
  ])("refuses the state %j", (state, message) => {
    const loader = new DataLoader(ten, { batchSize: 4, collate });
    expect(() => {
      loader.state = state;
    }).toThrow(message);
    expect(loader.next()).toBe("abcd");
  });

  it("refuses data and sizes that make no batch", () => {
    expect(() => new DataLoader([], { collate })).toThrow("the dataset is empty");
    expect(() => new DataLoader(ten, { batchSize: 11, dropLast: true, collate })).toThrow(
      "the dataset has 10 examples, which fill no batch of 11",
    );
    expect(() => new DataLoader(ten, { batchSize: 0, collate })).toThrow("batchSize is 0");
  });
});
