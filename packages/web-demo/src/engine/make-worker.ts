import workerAddress from "./worker.ts?worker&url";
/** The worker that computes. Browsers start no script of another host: there a blob of ours imports it. */
export function makeWorker(): Worker {
  const script = new URL(workerAddress, import.meta.url);
  if (script.origin === location.origin) return new Worker(script, { type: "module" });
  // A static import would have to be named by the page's worker-src; this one needs what its script-src names already.
  const code = `const early = [];
    self.onmessage = (event) => early.push(event);
    import(${JSON.stringify(script.href)}).then(() => {
      for (const event of early) self.onmessage(event);
    });`;
  const blob = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(blob, { type: "module" });
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return worker;
}
