export { nearestHint, nearestName } from "@qkv/core-wasm/contract";
