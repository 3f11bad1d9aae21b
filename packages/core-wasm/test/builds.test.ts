import { describe, expect, it, vi } from "vitest";
import { instantiateBackend } from "../src/backend/instantiate-backend.ts";
import { chooseBuild } from "../src/backend/kernel-build.ts";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { differences } from "./every-sample.ts";
import { availableBuilds } from "./run-kernel.ts";

const relaxed = availableBuilds.includes("relaxed-simd");

describe("the choice of a build", () => {
  it("takes relaxed SIMD where the engine has it, and says why", () => {
    const { info } = createWasmBackend();
    expect(info.build).toBe(relaxed ? "relaxed-simd" : "simd");
    expect(info.reason).toMatch(relaxed ? /^relaxed SIMD; 6x8 tiles .*, 4x8 / : /^plain SIMD/);
    expect(["4x8", "6x8"]).toContain(info.tile);
    expect(info.threads).toBe(1);
  });

  it("measures once a process", () => {
    expect(chooseBuild("auto")).toBe(chooseBuild("auto"));
  });

  it("takes the build that is asked for, or says what it needs", () => {
    expect(createWasmBackend({ build: "simd" }).info).toMatchObject({ build: "simd", tile: "4x8" });
    if (relaxed)
      expect(createWasmBackend({ build: "relaxed-simd" }).info.build).toBe("relaxed-simd");
    else
      expect(() => createWasmBackend({ build: "relaxed-simd" })).toThrow(
        'createWasmBackend: build "relaxed-simd" needs relaxed WebAssembly SIMD, which this engine lacks; take Node 22, or build "simd"',
      );
  });

  it("says what a page's policy must allow when the engine does not compile", async () => {
    vi.resetModules();
    const refused = vi.spyOn(WebAssembly, "Module").mockImplementation(function refuse() {
      throw new WebAssembly.CompileError("violates the policy");
    });
    const fresh = await import("../src/backend/wasm-backend.ts");
    expect(() => fresh.createWasmBackend()).toThrow(/'wasm-unsafe-eval'.*violates the policy/);
    refused.mockRestore();
    expect(fresh.createWasmBackend().name).toBe("wasm");
  });

  it("refuses what it does not know", () => {
    // @ts-expect-error: no such build
    expect(() => createWasmBackend({ build: "fast" })).toThrow(
      'createWasmBackend: build is "fast", expected "auto", "simd" or "relaxed-simd"',
    );
    // @ts-expect-error: no such option
    expect(() => createWasmBackend({ builds: "simd" })).toThrow(
      "createWasmBackend: unknown option builds, expected one of build, prepack, guarded; did you mean build?",
    );
  });
});

describe("the relaxed build", () => {
  it("gives the same bits with tiles of 4 and of 6 rows", (ctx) => {
    if (!relaxed) ctx.skip("this engine has no relaxed SIMD");
    const { module } = chooseBuild("relaxed-simd");
    const [short, tall] = [
      instantiateBackend(module, { tile: "4x8" }),
      instantiateBackend(module, { tile: "6x8" }),
    ];
    expect(differences(short, tall)).toEqual([]);
  });
});
