import { describe, expect, it } from "vitest";
import * as fields from "../src/address/fields.ts";
import { readPlace, writePlace } from "../src/address/place.ts";
import { defineState } from "../src/address/state-codec.ts";
import { views } from "../src/views/index.ts";

const state = defineState({
  text: fields.text("Call me", 40),
  layer: fields.integer(0, { from: 0, to: 11 }),
  temperature: fields.number(1, { from: 0, to: 5 }),
  average: fields.flag(false),
  side: fields.oneOf(["encoder", "decoder"], "encoder"),
  masked: fields.integers([]),
  ablated: fields.names([]),
});

describe("a view's state", () => {
  it("comes back out of the address that it made", () => {
    const some = {
      text: "eat & sleep, 100 % = ü\n#?",
      layer: 11,
      temperature: 0.7,
      average: true,
      side: "decoder" as const,
      masked: [0, 3],
      ablated: ["0.1", "2.3"],
    };
    const hash = writePlace({ view: "attention", query: state.write(some) });
    const place = readPlace(new URL(hash, "http://a/").hash);
    expect(place.view).toBe("attention");
    expect(state.read(place.query)).toEqual(some);
  });

  it("makes a short address: only what is not as at first", () => {
    expect(writePlace({ view: "follow", query: state.write(state.initial) })).toBe("#/follow");
    const some = state.write({ ...state.initial, ablated: ["0.1", "2.3"] });
    expect(writePlace({ view: "follow", query: some })).toBe("#/follow?ablated=0.1,2.3");
  });

  it.each([
    ["layer", "12"],
    ["layer", "1e1"],
    ["layer", "-1"],
    ["layer", ""],
    ["temperature", "NaN"],
    ["temperature", "Infinity"],
    ["average", "yes"],
    ["side", "__proto__"],
    ["masked", "1,,2"],
    ["masked", "1,x"],
    ["masked", Array(600).fill(1).join()],
    ["text", "x".repeat(41)],
  ])("is as at first where an address says %s=%s", (name, value) => {
    expect(state.read(new URLSearchParams([[name, value]]))).toEqual(state.initial);
  });
});

describe("a place", () => {
  it.each([
    ["", "", ""],
    ["#/", "", ""],
    ["#/follow/", "follow", ""],
    ["#follow?text=a", "follow", "text=a"],
    ["#/follow?text=a?b", "follow", "text=a%3Fb"],
  ])("%j is the view %j with %j", (hash, view, query) => {
    const place = readPlace(hash);
    expect([place.view, place.query.toString()]).toEqual([view, query]);
  });
});

it.each(views.map((view) => [view.name, view.state] as const))(
  "%s: its first state needs no query",
  (_, codec) => {
    expect(codec.write(codec.initial).toString()).toBe("");
    expect(codec.read(new URLSearchParams())).toEqual(codec.initial);
  },
);
