// QKV_TEST_BUILD=simd QKV_TEST_THREADS=2 npx vitest run: the suites on another device than the usual one.
const { QKV_TEST_BUILD: build, QKV_TEST_THREADS: threads } = process.env;
if (build !== undefined && build !== "simd" && build !== "relaxed-simd")
  throw new Error(`QKV_TEST_BUILD is ${build}, expected simd or relaxed-simd`);
// Not imported by every test: many need no device.
if (build || threads) {
  const { init } = await import("../src/device/init.ts");
  await init({ build: build ?? "auto", threads: Number(threads ?? 1) });
}

export {}; // a module, which may await
