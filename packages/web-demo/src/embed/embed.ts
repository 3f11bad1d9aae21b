import "../theme/theme.css";
import { mount, unmount } from "svelte";
import { innerAddress } from "../address/address.svelte.ts";
import { startEngine } from "../engine/client.ts";
import { makeWorker } from "../engine/make-worker.ts";
import App from "../frame/App.svelte";
import { showTheme } from "../theme/theme.svelte.ts";
import { isLanguage, speak } from "../words/language.svelte.ts";

declare const BUILD_STYLESHEET: string;

const base = new URL(/* @vite-ignore */ "./", import.meta.url).href;

/** Attributes that are of no view: which one it is, and the look and language of all elements of the page. */
const own = new Set(["view", "theme", "lang", "class", "id", "style"]);

/**
 * `<qkv-explorer view="follow" text="…" theme="dark" lang="de">`: a view of the explorer in a foreign page, in a shadow
 * root, as wide as its place. Every other attribute is a part of the view's state, called as in its address. Theme and
 * language are the reader's unless given.
 */
class QkvExplorer extends HTMLElement {
  #close: (() => void) | undefined;

  connectedCallback(): void {
    if (this.#close) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL(BUILD_STYLESHEET, base).href;
    const target = document.createElement("div");
    root.replaceChildren(style, target);
    const query = new URLSearchParams();
    for (const { name, value } of this.attributes) if (!own.has(name)) query.set(name, value);
    const [theme, language] = [this.getAttribute("theme"), this.lang || navigator.language];
    if (theme === "light" || theme === "dark") showTheme(theme);
    const code = language.slice(0, 2);
    if (isLanguage(code)) void speak(code);
    const address = innerAddress({ view: this.getAttribute("view") ?? "follow", query });
    const engine = startEngine(base, makeWorker);
    const app = mount(App, { target, props: { address, engine, alone: true } });
    this.#close = () => {
      void unmount(app);
      engine.dispose();
      address.stop();
    };
  }

  disconnectedCallback(): void {
    this.#close?.();
    this.#close = undefined;
  }
}

customElements.define("qkv-explorer", QkvExplorer);
