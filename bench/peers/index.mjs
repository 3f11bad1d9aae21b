import { loadJax } from "./jax.mjs";
import { loadOnnxNode } from "./onnx-node.mjs";
import { loadOnnxWeb } from "./onnx-web.mjs";
import { loadQkv } from "./qkv.mjs";
import { loadTfjs } from "./tfjs.mjs";

/** Our library first, then its peers. jax-js comes before those that look for a `navigator`. */
export async function loadPeers(options) {
  const peers = [];
  for (const load of [loadQkv, loadJax, loadTfjs, loadOnnxWeb, loadOnnxNode])
    peers.push(await load(options));
  return peers;
}
