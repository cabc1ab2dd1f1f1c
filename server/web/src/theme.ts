import { computed, effect, signal } from "@preact/signals";
import { recall, remember } from "./storage.ts";

/** What the reader chose. */
export type ThemeChoice = "auto" | "light" | "dark";

const CHOICES: readonly ThemeChoice[] = ["auto", "light", "dark"];
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(systemDark.matches);
const stored = recall("theme") as ThemeChoice | null;

/** The chosen theme. */
export const themeChoice = signal<ThemeChoice>(
  stored && CHOICES.includes(stored) ? stored : "auto",
);

/** The theme that is shown. */
export const theme = computed<"light" | "dark">(() => {
  if (themeChoice.value !== "auto") return themeChoice.value;
  return systemIsDark.value ? "dark" : "light";
});

/** Goes on to the next choice: system, light, dark. */
export function nextTheme(): void {
  const next = CHOICES[(CHOICES.indexOf(themeChoice.value) + 1) % CHOICES.length]!;
  themeChoice.value = next;
  remember("theme", next);
}

/** Keeps the document's theme in step with the choice and the system. */
export function followTheme(): void {
  systemDark.addEventListener("change", (event) => (systemIsDark.value = event.matches));
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}
