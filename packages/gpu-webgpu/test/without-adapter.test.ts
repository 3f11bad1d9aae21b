import { it } from "vitest";

it("the kernels on WebGPU in Node", ({ skip }) =>
  skip("there is no adapter; apt install libvulkan1 chromium brings one that computes on the CPU"));
