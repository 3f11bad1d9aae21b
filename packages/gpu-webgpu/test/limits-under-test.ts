import type { DeviceLimits } from "../src/device/request-device.ts";

/** QKV_TEST_LIMITS=default puts a device that has what WebGPU promises, and no more, under the suites. */
export const limitsUnderTest: DeviceLimits =
  process.env.QKV_TEST_LIMITS === "default" ? "default" : "adapter";
