// Preloaded into the processes of tests where the driver of WebGPU computes on the CPU. Dawn asks in every turn of the
// event loop whether the driver is done, and keeps a core busy that the driver could compute on. Here it sleeps between
// the questions once it has asked a few times.

const askedAtOnce = 20;
const sleepMilliseconds = 0.2;

const { setImmediate: inNextTurn } = globalThis;
const cell = new Int32Array(new SharedArrayBuffer(4));
let asked = 0;
let asking = false;

/** Dawn's question is a nameless function of native code, which asks for its own next turn while it waits. */
const isQuestion = (callback) =>
  callback.name === "" && Function.prototype.toString.call(callback).includes("[native code]");

function setImmediatePatiently(callback, ...args) {
  if (typeof callback !== "function" || !isQuestion(callback)) return inNextTurn(callback, ...args);
  if (!asking) asked = 0; // a new wait
  return inNextTurn(() => {
    if (++asked > askedAtOnce) Atomics.wait(cell, 0, 0, sleepMilliseconds);
    asking = true;
    try {
      callback(...args);
    } finally {
      asking = false;
    }
  });
}

globalThis.setImmediate = Object.defineProperties(
  setImmediatePatiently,
  Object.getOwnPropertyDescriptors(inNextTurn),
);
