// Keeps the built page for when there is no network, and adds, when a person asks for it, the headers that make it
// cross-origin isolated. It has no imports: browsers run it as a classic script.

interface ServiceWorker {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
}
interface WorkerEvent {
  readonly request: Request;
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
  waitUntil(done: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}
declare const BUILD_FILES: readonly string[];
declare const BUILD_VERSION: string;

const worker = self as unknown as ServiceWorker;
const kept = `qkv-${worker.registration.scope}-${BUILD_VERSION}`;
/** Outlives builds: what the person has chosen. */
const choices = `qkv-${worker.registration.scope}-choices`;
const isolation = new Request(new URL("isolation", worker.registration.scope));

worker.addEventListener("install", (event) => {
  const addresses = BUILD_FILES.map(
    (file) => new Request(new URL(file, worker.registration.scope), { cache: "reload" }),
  );
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(addresses))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(removeOlder().then(() => worker.clients.claim()));
});

async function removeOlder(): Promise<void> {
  const ours = (name: string) => name.startsWith(`qkv-${worker.registration.scope}-`);
  for (const name of await caches.keys())
    if (ours(name) && name !== kept && name !== choices) await caches.delete(name);
}

worker.addEventListener("message", (event) => {
  if (event.data !== "isolate") return;
  const chosen = caches.open(choices).then((cache) => cache.put(isolation, new Response("1")));
  event.waitUntil(chosen.then(() => event.ports[0]?.postMessage("done")));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(answer(request));
});

/** The page itself from its host where that answers, so that a new build is seen; all else as it was kept. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(kept);
  const known = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  if (known && request.mode !== "navigate") return isolated(known);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !known && fresh.status === 200) await cache.put(request, fresh.clone());
    return isolated(fresh);
  } catch (error) {
    if (known) return isolated(known);
    throw error;
  }
}

async function isolated(response: Response): Promise<Response> {
  const asked = await (await caches.open(choices)).match(isolation);
  if (!asked || response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-embedder-policy", "require-corp");
  headers.set("cross-origin-resource-policy", "same-origin");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
