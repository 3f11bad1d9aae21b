import "../theme/theme.css";
import { mount, unmount } from "svelte";
import { innerAddress } from "../address/address.svelte.ts";
import { startEngine } from "../engine/client.ts";
import { makeWorker } from "../engine/make-worker.ts";
import App from "../frame/App.svelte";

declare const BUILD_STYLESHEET: string;

const base = new URL(/* @vite-ignore */ "./", import.meta.url).href;

/**
 * `<qkv-explorer view="follow" text="…">`: a view of the explorer in a foreign page, in a shadow root, as wide as its
 * place. Every attribute but `view` is a part of the view's state, as in its address.
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
    for (const { name, value } of this.attributes) if (name !== "view") query.set(name, value);
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
