/** Whether the page would load without its host. */
export const offlineState = $state({ ready: false });

/** Whether a service worker can serve this page: browsers have them on https and on this machine. */
export const canIsolate = (): boolean => "serviceWorker" in navigator && import.meta.env.PROD;

/** Keep the page for when there is no network. Only a built page is kept. */
export async function workOffline(base: string): Promise<void> {
  if (!canIsolate()) return;
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", base));
    await navigator.serviceWorker.ready;
    offlineState.ready = true;
  } catch {
    // A host that does not serve the file, or a person who allows no such worker: the page says that it needs its host.
  }
}

/** Have the service worker add the headers of an isolated page, and load the page with them. */
export async function isolate(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  const done = new MessageChannel();
  await new Promise((resolve) => {
    done.port1.onmessage = resolve;
    active?.postMessage("isolate", [done.port2]);
  });
  location.reload();
}
