import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { root } from "../../repository.mjs";

const CLIENTS = 8;
/**
 * What RSS may grow by between the first idle moment and the best of the later ones: garbage collectors keep what they may need
 * again, and from one moment to the next it goes up and down by 70 MB. What leaks stays.
 */
const SLACK = 96e6;
/** Files and sockets beyond those of the first idle moment: a connection of each client may be kept alive a while. One that leaks does with every request. */
const KEPT = CLIENTS;
const qkv = join(root, "packages", "cli", "bin", "qkv.js");
const model = join(root, "packages", "nn", "test", "pipelines", "golden", "gpt2-words");

/** `qkv serve` under clients that ask, leave, and send what is wrong: at rest it holds as much as at first. */
export async function server({ say, goesOn, seconds }) {
  const args = [qkv, "serve", "--model", model, "--port", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  try {
    const url = await addressOf(child);
    const faults = [];
    const counts = { answered: 0, left: 0, refused: 0 };
    const round = async (milliseconds) => {
      const until = performance.now() + milliseconds;
      const client = async () => {
        do await oneRequest(url, counts, faults);
        while (performance.now() < until && faults.length === 0);
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      return atRest(url, child.pid);
    };
    for (const prompt of PROMPTS)
      await (await post(url, { ...asked(), prompt, max_tokens: LONGEST })).text();
    // Code is compiled, and memory taken, in the first part.
    const length = Math.min(30_000, (1000 * seconds) / 4);
    const first = await round(2 * length);
    let now = first;
    const residents = [];
    while (faults.length === 0 && goesOn(residents.length === 0)) {
      now = await round(length);
      residents.push(now.resident);
      say(`${JSON.stringify(counts)}, at rest ${JSON.stringify(now)}`);
      if (now.handles > first.handles + KEPT)
        faults.push(`${now.handles} handles, ${first.handles} at first`);
      if (now.deviceBytes > first.deviceBytes)
        faults.push(`${now.deviceBytes} bytes on the device, ${first.deviceBytes} at first`);
    }
    const resident = Math.min(...residents.slice(residents.length >> 1));
    if (resident > first.resident + SLACK)
      faults.push(`${resident} bytes resident, ${first.resident} at first`);
    child.kill("SIGTERM");
    const [code] = await ended;
    if (code !== 0) faults.push(`the server ended with ${code}`);
    const { answered, left, refused } = counts;
    return {
      reached: `${answered} answers, ${left} clients that left, ${refused} bad requests; ${now.handles} handles, ${now.deviceBytes} bytes on the device, ${(resident / 1e6).toFixed(0)} MB resident (${(first.resident / 1e6).toFixed(0)} at first)`,
      faults,
    };
  } finally {
    child.kill("SIGKILL");
  }
}

async function addressOf(child) {
  let written = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part) => {
        written = `${written}${part}`.slice(-10_000);
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(written);
        if (found && written.includes("models:")) resolve(found[0]);
      });
    child.on("close", () => reject(new Error(written)));
  });
}

const post = (url, body, options = {}) =>
  fetch(`${url}/v1/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...options,
  });

const PROMPTS = ["The whale saw", "A ship", "The sea", "All", "He said", "Of", "The", "Ship"];
const LONGEST = 12;

/** One of few: what the server keeps of prompts and answers, for those that begin alike, comes to an end. */
const asked = () => ({
  model: "gpt2-words",
  prompt: PROMPTS[Math.floor(PROMPTS.length * Math.random())],
  max_tokens: 1 + Math.floor(LONGEST * Math.random()),
  temperature: 0,
});

/** One of many kinds: whole, as a stream, left in the midst, wrong, cut off. */
async function oneRequest(url, counts, faults) {
  const kind = Math.random();
  try {
    if (kind < 0.5) {
      const answer = await post(url, { ...asked(), stream: kind < 0.25 });
      const text = await answer.text();
      if (answer.status !== 200 && answer.status !== 429) faults.push(`${answer.status}: ${text}`);
      counts.answered++;
    } else if (kind < 0.7) {
      counts.left++;
      const leaving = new AbortController();
      const body = { ...asked(), max_tokens: LONGEST, stream: true };
      const reading = post(url, body, { signal: leaving.signal }).then((answer) => answer.text());
      setTimeout(() => leaving.abort(), 30 * Math.random());
      await reading.catch(() => {});
    } else if (kind < 0.9) {
      const wrong = [{ model: "none" }, "{", { ...asked(), max_tokens: -1 }, "x".repeat(3_000_000)];
      const answer = await post(url, wrong[Math.floor(wrong.length * Math.random())]);
      await answer.text();
      if (answer.status < 400 || answer.status >= 500)
        faults.push(`a bad request got ${answer.status}`);
      counts.refused++;
    } else {
      counts.left++;
      await halfARequest(url);
    }
  } catch (error) {
    // A body that is refused before it is read ends the connection.
    if (error.cause?.code !== "ECONNRESET" && error.cause?.code !== "EPIPE") throw error;
    counts.refused++;
  }
}

function halfARequest(url) {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST /v1/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{");
  return new Promise((resolve) => {
    socket.on("close", resolve);
    setTimeout(() => socket.destroy(), 20 * Math.random());
  });
}

/** What the server holds once nobody asks. */
async function atRest(url, pid) {
  let handles = Number.POSITIVE_INFINITY;
  // Connections that are kept alive are closed after some seconds of rest.
  for (let waited = 0; waited < 60; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = handlesOf(pid);
    if (now >= handles && waited > 24) break;
    handles = Math.min(handles, now);
  }
  const metrics = await (
    await fetch(`${url}/metrics`, { headers: { connection: "close" } })
  ).text();
  const deviceBytes = Number(/^qkv_device_bytes\S* (\S+)$/m.exec(metrics)?.[1]);
  if (!Number.isFinite(deviceBytes)) throw new Error(`no qkv_device_bytes in ${metrics}`);
  return { handles, deviceBytes, resident: residentOf(pid) };
}

/** Files and sockets; 0 where the system does not tell. */
const handlesOf = (pid) =>
  existsSync(`/proc/${pid}/fd`) ? readdirSync(`/proc/${pid}/fd`).length : 0;

const residentOf = (pid) =>
  existsSync(`/proc/${pid}/status`)
    ? 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1])
    : 0;
