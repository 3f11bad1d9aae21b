import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { chromium } from "playwright-core";
import { build } from "vite";
import { browser } from "../../../scripts/browser-page.mjs";
import { serveFolder } from "../server/serve.mjs";

// Frames a second while a heat map of 1024 x 1024 cells is zoomed and moved: node bench/million-cells.mjs

const script = `
import { mount } from "svelte";
import HeatMap from "../src/pictures/HeatMap.svelte";
const rows = 1024;
const values = Float32Array.from({ length: rows * rows }, (_, i) => Math.sin(i / 97) + Math.cos(i / rows / 20));
mount(HeatMap, { target: document.body, props: { values, rows, columns: rows, label: "cells", height: 700 } });`;

const page = "<!doctype html><body style='width: 800px'><script type=module src=./map.ts></script>";

/** In the page: three seconds of one gesture, an event for each frame. */
async function gesture(kind) {
  const field = document.querySelector(".field");
  const { left, top } = field.getBoundingClientRect();
  const send = (type, x, y, more) => {
    const Kind = type === "wheel" ? WheelEvent : PointerEvent;
    const place = { clientX: left + x, clientY: top + y, bubbles: true, cancelable: true };
    field.dispatchEvent(new Kind(type, { ...place, ...more }));
  };
  field.querySelector("canvas").setPointerCapture = () => {};
  if (kind === "move") send("pointerdown", 400, 400);
  const frames = [];
  const start = performance.now();
  for (let last = start; last - start < 3000; ) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
    const turn = frames.length / 15;
    if (kind === "zoom")
      send("wheel", 300, 300, { ctrlKey: true, deltaY: frames.length % 120 < 60 ? -18 : 18 });
    else send("pointermove", 400 + 200 * Math.sin(turn), 400 + 200 * Math.cos(turn));
  }
  frames.sort((a, b) => a - b);
  return { frames: frames.length / 3, slow: frames[Math.floor(0.95 * frames.length)] };
}

const folder = mkdtempSync(fileURLToPath(new URL("../.million-", import.meta.url)));
let served;
let running;
try {
  writeFileSync(join(folder, "index.html"), page);
  writeFileSync(join(folder, "map.ts"), script);
  const plugins = [svelte({ compilerOptions: { runes: true } })];
  const output = { outDir: "dist", target: "es2022" };
  await build({
    ...{ configFile: false, root: folder, base: "./", logLevel: "error" },
    ...{ plugins, build: output },
  });
  served = await serveFolder(join(folder, "dist"));
  running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  const opened = await running.newPage({ viewport: { width: 900, height: 800 } });
  await opened.goto(served.url);
  await opened.waitForSelector("canvas");
  for (const kind of ["zoom", "move"]) {
    const { frames, slow } = await opened.evaluate(gesture, kind);
    console.log(`${kind}: ${frames.toFixed(1)} frames a second, 95 % within ${slow.toFixed(1)} ms`);
  }
} finally {
  await running?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
}
