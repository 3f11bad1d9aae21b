import { expect, test } from "vitest";
import { init } from "../src/device/init.ts";
import { measureDevices } from "../src/device-comparison/measure-devices.ts";
import { verify } from "../src/device-comparison/verify.ts";
import { Linear } from "../src/layers/linear.ts";

const model = new Linear(1, 1);

test.each<readonly [string, unknown, string]>([
  [
    "a promise",
    Promise.resolve(),
    "a Promise, expected the device that it resolves to; write await",
  ],
  ["a name", "cuda", '"cuda", expected a Device, or a backend such as await webgpu()'],
  ["an object", {}, "an object of Object, expected a Device, or a backend"],
])("%s is not taken for a device", async (_, value, message) => {
  const device = value as never; // as from JavaScript
  await expect(init({ device })).rejects.toThrow(`init: device is ${message}`);
  await expect(model.to(device)).rejects.toThrow(`to: device is ${message}`);
  await expect(verify(model, [], device, device)).rejects.toThrow(`verify: device is ${message}`);
  await expect(measureDevices(model, [], [device])).rejects.toThrow(
    `measureDevices: device is ${message}`,
  );
});
