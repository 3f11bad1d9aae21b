/** What the chat page does: it asks /v1/models and /v1/chat/completions, and keeps the conversation as long as it is open. */
export const pageScript = `
"use strict";
const at = (id) => document.getElementById(id);
const [messages, form, field, send, stop, model, key, wrong] =
  ["messages", "form", "field", "send", "stop", "model", "key", "wrong"].map(at);
let conversation = [];
let going = null;

const headers = () => ({
  "content-type": "application/json",
  ...(key.value === "" ? {} : { authorization: "Bearer " + key.value }),
});

async function failure(response) {
  const body = await response.json().catch(() => null);
  if (response.status === 401) { at("settings").open = true; key.closest("label").hidden = false; key.focus(); }
  return new Error(body?.error?.message ?? "the server says " + response.status);
}

function say(text) { wrong.textContent = text; wrong.hidden = text === ""; }

async function loadModels() {
  try {
    const response = await fetch("v1/models", { headers: headers() });
    if (!response.ok) throw await failure(response);
    const { data } = await response.json();
    const chosen = model.value;
    model.replaceChildren(...data.map(({ id }) => new Option(id)));
    if (chosen) model.value = chosen;
    say("");
  } catch (error) { say(error.message); }
}

function show(role, text) {
  at("empty").hidden = true;
  const article = document.createElement("article");
  article.className = role;
  article.append(text);
  messages.append(article);
  return article;
}

const atEnd = () => { const main = messages.parentElement; return main.scrollHeight - main.scrollTop - main.clientHeight < 60; };
const toEnd = () => { messages.parentElement.scrollTop = messages.parentElement.scrollHeight; };

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    for (let end; (end = held.indexOf("\\n\\n")) >= 0; held = held.slice(end + 2)) {
      const data = held.slice(0, end).replace(/^data: /, "");
      if (data === "[DONE]") return;
      yield JSON.parse(data);
    }
  }
}

function requested() {
  const system = at("system").value.trim();
  const number = (id) => at(id).value === "" ? undefined : Number(at(id).value);
  return {
    model: model.value,
    messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...conversation],
    temperature: number("temperature"),
    max_tokens: number("most"),
    stream: true,
    stream_options: { include_usage: true },
  };
}

async function answer() {
  const article = show("assistant going", "");
  const text = article.appendChild(document.createTextNode(""));
  going = new AbortController();
  busy(true);
  let usage, first;
  const began = performance.now();
  try {
    const response = await fetch("v1/chat/completions", {
      method: "POST", headers: headers(), body: JSON.stringify(requested()), signal: going.signal,
    });
    if (!response.ok) throw await failure(response);
    for await (const event of eventsOf(response)) {
      if (event.error) throw new Error(event.error.message);
      usage = event.usage ?? usage;
      const piece = event.choices[0]?.delta?.content ?? "";
      if (piece === "") continue;
      first ??= performance.now();
      const follow = atEnd();
      text.appendData(piece);
      if (follow) toEnd();
    }
    say("");
  } catch (error) {
    if (error.name !== "AbortError") {
      if (text.data === "") { article.classList.add("wrong"); text.appendData(error.message); conversation.pop(); article.dataset.failed = "1"; }
      else say(error.message);
    }
  }
  if (!article.dataset.failed) {
    conversation.push({ role: "assistant", content: text.data });
    const facts = document.createElement("span");
    facts.className = "facts";
    const seconds = (performance.now() - (first ?? began)) / 1000;
    facts.textContent = usage
      ? usage.completion_tokens + " tokens, " + (usage.completion_tokens / Math.max(seconds, 0.001)).toFixed(1) + " a second"
      : "stopped";
    article.append(facts);
  }
  article.classList.remove("going");
  toEnd();
  going = null;
  busy(false);
}

function busy(is) { send.hidden = is; stop.hidden = !is; if (!is) field.focus(); }
function fit() { field.style.height = "auto"; field.style.height = field.scrollHeight + 2 + "px"; }

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const content = field.value;
  if (content.trim() === "" || going) return;
  conversation.push({ role: "user", content });
  show("user", content);
  field.value = "";
  fit();
  toEnd();
  answer();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});
field.addEventListener("input", fit);
stop.addEventListener("click", () => going?.abort());
addEventListener("keydown", (event) => { if (event.key === "Escape") going?.abort(); });
at("again").addEventListener("click", () => {
  going?.abort();
  conversation = [];
  messages.replaceChildren(at("empty"));
  at("empty").hidden = false;
  say("");
});
key.addEventListener("change", loadModels);
loadModels();
`;
