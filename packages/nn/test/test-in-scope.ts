import { expect, test } from "vitest";
import { defaultDevice } from "../src/device/default-device.ts";
import { scope } from "../src/tensor/scope.ts";

/** A test whose tensors go with its scope: afterwards nothing may be left on the default device. */
export function testInScope(name: string, body: () => void): void {
  test(name, () => {
    const before = defaultDevice().memory().buffers;
    scope(body);
    expect(defaultDevice().memory().buffers).toBe(before);
  });
}
