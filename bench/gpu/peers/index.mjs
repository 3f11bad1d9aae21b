import { loadJax } from "./jax.mjs";
import { loadOnnxWeb } from "./onnx-web.mjs";
import { loadQkv } from "./qkv.mjs";
import { loadTfjs } from "./tfjs.mjs";

const loaders = { jax: loadJax, tfjs: loadTfjs, "onnx-web": loadOnnxWeb };

/** Our library first, then its peers on devices of their own, all of one adapter: { peers, failures }. */
export async function loadGpuPeers(backend) {
  const peers = [await loadQkv(backend)];
  const failures = [];
  for (const [name, load] of Object.entries(loaders))
    try {
      peers.push(await load());
    } catch (error) {
      failures.push(`${name} does not load: ${String(error.message).split("\n")[0]}`);
    }
  return { peers, failures };
}
