import { tagOf, type Lang } from "./i18n/text.ts";

/** Made once: a formatter takes a thousand times as long to make as to use. */
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(lang: Lang, style: "decimal" | "percent", digits: number): Intl.NumberFormat {
  const key = `${lang} ${style} ${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(tagOf(lang), { style, maximumFractionDigits: digits });
  formats.set(key, format);
  return format;
}

/** A number with the thousands marks of the language. */
export const formatNumber = (value: number, lang: Lang, digits = 0): string => numberFormat(lang, "decimal", digits).format(value);

/** A share such as 67.9%; an en dash when there is nothing to share. */
export function formatShare(part: number, total: number, lang: Lang): string {
  if (total <= 0) return "–";
  return numberFormat(lang, "percent", 1).format(part / total);
}

/** A distance in metres, or kilometres from 1 km on. */
export function formatDistance(distance_m: number, lang: Lang): string {
  if (distance_m >= 1000) return `${formatNumber(distance_m / 1000, lang, 2)} km`;
  return `${formatNumber(distance_m, lang, distance_m < 10 ? 1 : 0)} m`;
}

/** An area in square metres, hectares from 1 ha on, square kilometres from 1 km² on. */
export function formatArea(area_m2: number, lang: Lang): string {
  if (area_m2 >= 1e6) return `${formatNumber(area_m2 / 1e6, lang, 2)} km²`;
  if (area_m2 >= 1e4) return `${formatNumber(area_m2 / 1e4, lang, 2)} ha`;
  return `${formatNumber(area_m2, lang)} m²`;
}

/** Latitude and longitude with five decimals (about one metre) and their hemispheres. */
export function formatPosition(lon: number, lat: number): string {
  const side = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(5)}° ${value < 0 ? minus : plus}`;
  return `${side(lat, "N", "S")}  ${side(lon, "E", "W")}`;
}

/** A calendar date (`2026-01-31`) as the language writes it; other text is kept. */
export function formatDate(date: string, lang: Lang): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!parts) return date;
  const day = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
  const format = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(tagOf(lang), format).format(day);
}

/** A moment (RFC 3339) as day and minute of the server's own clock, which its text carries; other text is kept. */
export function formatMoment(moment: string, lang: Lang): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(moment);
  return parts ? `${formatDate(parts[1]!, lang)} ${parts[2]}` : moment;
}
