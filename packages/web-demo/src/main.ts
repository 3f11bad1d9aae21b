import "./theme/page.css";
import "./theme/theme.css";
import { mount } from "svelte";
import { pageAddress } from "./address/address.svelte.ts";
import { startEngine } from "./engine/client.ts";
import { makeWorker } from "./engine/make-worker.ts";
import App from "./frame/App.svelte";
import { workOffline } from "./offline/offline.svelte.ts";
import { readPreference } from "./theme/preferences.ts";
import { isLanguage, speak } from "./words/language.svelte.ts";

const base = new URL("./", document.baseURI).href;
const language = readPreference("language") ?? navigator.language.slice(0, 2);
if (isLanguage(language)) await speak(language);

mount(App, {
  target: document.getElementById("explorer")!,
  props: { address: pageAddress(window), engine: startEngine(base, makeWorker) },
});
void workOffline(base);
