import { lang } from "../i18n.ts";
import { filled } from "./text.ts";

/** The texts of a screen: the keys are those of the Chinese ones. */
export interface Texts<Key extends string> {
  zh: Record<Key, string>;
  en: Record<Key, string>;
}

/**
 * Speaks the texts of one screen in the current language, with `{name}` replaced by `values.name`. A screen brings its
 * texts along: they are loaded with it and not before.
 */
export const speaker =
  <Key extends string>(texts: Texts<Key>) =>
  (key: Key, values?: Record<string, string | number>): string =>
    filled(texts[lang.value][key], values);
