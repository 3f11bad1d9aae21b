import { init } from "../src/device/init.ts";

// QKV_TEST_BUILD=simd QKV_TEST_THREADS=2 npx vitest run: the suites on another device than the usual one.
const { QKV_TEST_BUILD: build, QKV_TEST_THREADS: threads } = process.env;
if (build !== undefined && build !== "simd" && build !== "relaxed-simd")
  throw new Error(`QKV_TEST_BUILD is ${build}, expected simd or relaxed-simd`);
if (build || threads) await init({ build: build ?? "auto", threads: Number(threads ?? 1) });
