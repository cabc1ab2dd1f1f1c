import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { shortCode, type DraftGrid } from "./draft.ts";
import type { Lock } from "./requests.ts";

/** What stands before the code of a grid that has a lock. */
export const LOCK_MARKS: Record<Lock, string> = { open: "", "may-grow": "▲ ", locked: "■ " };

/** What a grid's label on the map says: the end of its code, and its households. */
export const compactTitle = ({ code, households, lock }: DraftGrid): string =>
  `${LOCK_MARKS[lock]}${shortCode(code)}\n${households}`;

/** A number in the language of the page. */
export const number = (value: number): string => formatNumber(value, lang.value);

/** A difference with its sign. */
export const signed = (value: number): string => (value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : "±0");

/** The time of day of an RFC 3339 instant, as it is written. */
export const timeOf = (at: string): string => at.slice(11, 16);
