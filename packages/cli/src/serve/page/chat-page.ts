import { createHash } from "node:crypto";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A chat in one file; it asks this server alone, and its policy forbids all else. */
export const chatPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>qkv chat</title>
<style>${pageStyle}</style>
<header>
<h1>qkv</h1>
<label><span hidden>Model</span><select id="model" aria-label="Model"></select></label>
<button type="button" id="again">New chat</button>
<details id="settings"><summary>Settings</summary><div class="fields">
<label class="wide">System message<input id="system" autocomplete="off"></label>
<label>Temperature<input id="temperature" type="number" min="0" max="2" step="0.1" placeholder="the model's own"></label>
<label>Tokens at most<input id="most" type="number" min="1" step="1" placeholder="what fits"></label>
<label class="wide" hidden>API key<input id="key" form="form" type="password" autocomplete="off"></label>
</div></details>
</header>
<main><div id="messages" role="log" aria-live="polite"><p id="empty">Ask something. What you write stays on this page and the server that runs it.</p></div></main>
<form id="form">
<textarea id="field" rows="1" aria-label="Message" placeholder="Message" autofocus></textarea>
<button class="main" id="send">Send</button>
<button type="button" class="main" id="stop" hidden>Stop</button>
</form>
<p id="wrong" role="alert" hidden></p>
<script>${pageScript}</script>
</html>
`;

/** With it the page is answered. */
export const chatPageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `script-src ${hashOf(pageScript)}`,
    `style-src ${hashOf(pageStyle)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};
