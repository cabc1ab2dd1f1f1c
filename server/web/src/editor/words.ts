import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { shortCode, type DraftGrid } from "./draft.ts";

/** What a grid's label on the map says: the end of its code, its households. */
export const compactTitle = ({ code, households, lock }: DraftGrid): string =>
  `${lock === "open" ? "" : lock === "locked" ? "🔒 " : "↗ "}${shortCode(code)}\n${households}`;

/** A number in the language of the page. */
export const number = (value: number): string => formatNumber(value, lang.value);

/** A difference with its sign. */
export const signed = (value: number): string => (value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : "±0");

/** The time of day of an RFC 3339 instant, as it is written. */
export const timeOf = (at: string): string => at.slice(11, 16);
