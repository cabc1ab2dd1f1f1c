import { en } from "./en/page.ts";
import { zh, type TextKey } from "./zh/page.ts";

/** Languages of the page. */
export type Lang = "zh" | "en";

/** Languages in the order of the switch, with their own names. */
export const LANGS: readonly { id: Lang; name: string; short: string; tag: string }[] = [
  { id: "zh", name: "中文", short: "中", tag: "zh-CN" },
  { id: "en", name: "English", short: "EN", tag: "en" },
];

const texts: Record<Lang, Record<TextKey, string>> = { zh, en };

/** A text with `{name}` replaced by `values.name`. */
export const filled = (text: string, values: Record<string, string | number> = {}): string =>
  text.replace(/\{(\w+)\}/g, (mark, name: string) => (name in values ? String(values[name]) : mark));

/** Text of a key in a language, with its values in place. */
export const textOf = (lang: Lang, key: TextKey, values?: Record<string, string | number>): string =>
  filled(texts[lang][key], values);

/** Text of a key that comes from the server, such as a measure; the raw name if unknown. */
export function textOfName(lang: Lang, prefix: string, name: string): string {
  const key = `${prefix}_${name}`;
  return key in zh ? textOf(lang, key as TextKey) : name;
}

/** Chinese unless the reader's first language is another one. */
export function preferredLang(languages: readonly string[]): Lang {
  const first = languages[0]?.toLowerCase() ?? "zh";
  return first.startsWith("zh") ? "zh" : "en";
}

/** BCP 47 tag of a language, for `lang` attributes and `Intl`. */
export const tagOf = (lang: Lang): string => (lang === "zh" ? "zh-CN" : "en-GB");
