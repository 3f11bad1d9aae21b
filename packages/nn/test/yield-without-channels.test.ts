import { expect, it, vi } from "vitest";
import { yieldToEventLoop } from "../src/event-loop/yield-to-event-loop.ts";

it("lets the event loop turn where there is no MessageChannel, as in jsdom", async () => {
  vi.stubGlobal("MessageChannel", undefined);
  const turned = vi.fn();
  setTimeout(turned, 0);
  await yieldToEventLoop();
  expect(turned).toHaveBeenCalled();
  vi.unstubAllGlobals();
});
