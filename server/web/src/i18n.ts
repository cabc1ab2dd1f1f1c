import { effect, signal } from "@preact/signals";
import type { Bilingual } from "./api.ts";
import { preferredLang, tagOf, textOf, textOfName, type Lang } from "./i18n/text.ts";
import type { TextKey } from "./i18n/zh/page.ts";
import { dataset } from "./state.ts";
import { recall, remember } from "./storage.ts";

const stored = recall("lang");

/** The language of the page. */
export const lang = signal<Lang>(
  stored === "zh" || stored === "en" ? stored : preferredLang(navigator.languages),
);

/** Text of a key in the current language. */
export const t = (key: TextKey, values?: Record<string, string | number>): string =>
  textOf(lang.value, key, values);

/** Text of a name that the server chose, such as the measure `deaths`. */
export const tName = (prefix: "measure" | "kind" | "unit" | "risk" | "tier" | "tiers" | "fault" | "ledger" | "reason", name: string): string =>
  textOfName(lang.value, prefix, name);

/** The current language's part of a text from the server. */
export const pick = (text: Bilingual | null | undefined): string => text?.[lang.value] ?? "";

/** Changes the language and remembers it. */
export function setLang(next: Lang): void {
  lang.value = next;
  remember("lang", next);
}

/** Keeps the document's language and title in step. */
export function followLang(): void {
  effect(() => {
    document.documentElement.lang = tagOf(lang.value);
    const name = pick(dataset.value?.name);
    document.title = name ? t("title", { name }) : "Hexward";
  });
}
