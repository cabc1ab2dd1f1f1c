import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { findAddresses, getGrids, type FoundAddress, type Grid } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { goToGrid, goToPoint } from "../go.ts";
import { t, tName } from "../i18n.ts";
import { SearchIcon } from "./icons.tsx";

/** How many grids and how many addresses are offered. */
const OFFERED = { grids: 8, addresses: 5 };
/** From so many characters on addresses are looked for: fewer stand in too many. */
const ADDRESS_FROM = 2;
/** How long the typing must rest before the server is asked. */
const REST_MS = 200;

/** What was found: grids first, then addresses. */
type Hit = { kind: "grid"; grid: Grid } | { kind: "address"; address: FoundAddress };

/** What is found for some words, and how many grids there are in all. */
async function look(words: string): Promise<{ hits: Hit[]; total: number }> {
  const wanted = words.length >= ADDRESS_FROM;
  const [grids, addresses] = await Promise.all([getGrids({ words, limit: OFFERED.grids }), wanted ? findAddresses(words, OFFERED.addresses) : []]);
  const hits = [
    ...grids.items.map((grid): Hit => ({ kind: "grid", grid })),
    ...addresses.map((address): Hit => ({ kind: "address", address })),
  ];
  return { hits, total: grids.total ?? grids.items.length };
}

/** Finds a grid of any tier by its code, its name or how that sounds in pinyin, and an address by its text. */
export function Find(): JSX.Element {
  const text = useSignal("");
  const found = useSignal<{ hits: Hit[]; total: number } | null>(null);
  const active = useSignal(0);
  useEffect(() => {
    const words = text.value.trim();
    if (!words) {
      found.value = null;
      return;
    }
    let current = true;
    const show = (result: { hits: Hit[]; total: number }): void => {
      if (!current) return;
      active.value = 0;
      found.value = result;
    };
    const timer = setTimeout(() => void look(words).then(show, () => void suspectOffline()), REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text.value]);
  const hits = found.value?.hits ?? [];
  const go = (hit: Hit | undefined): void => {
    if (!hit) return;
    text.value = "";
    if (hit.kind === "grid") void goToGrid(hit.grid);
    else goToPoint(hit.address);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length > 0) active.value = (active.value + step + hits.length) % hits.length;
    else if (event.key === "Enter") go(hits[active.value]);
    else if (event.key === "Escape" && text.value) text.value = "";
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="panel find" role="search">
      <SearchIcon />
      <input type="text" role="combobox" class="find-field" value={text.value} placeholder={t("find")} aria-label={t("find")}
        maxLength={100} aria-expanded={found.value !== null} aria-controls="found" aria-autocomplete="list"
        aria-activedescendant={hits.length > 0 ? `found-${active.value}` : undefined}
        onInput={(event) => (text.value = event.currentTarget.value)} onKeyDown={onKeyDown} />
      <div class="found-box">
        <ul class="found" id="found" role="listbox" aria-label={t("find")} hidden={hits.length === 0}>
          {hits.map((hit, index) => (
            <li key={hit.kind === "grid" ? hit.grid.code : `address ${hit.address.id}`} id={`found-${index}`} role="option"
              aria-selected={index === active.value} onClick={() => go(hit)}>
              <HitText hit={hit} />
            </li>
          ))}
        </ul>
        {found.value !== null && (
          <p class="found-more" role="status">
            {hits.length === 0 ? t("filter_none") : t("found_total", { n: found.value.total })}
          </p>
        )}
      </div>
    </div>
  );
}

function HitText({ hit }: { hit: Hit }): JSX.Element {
  const [name, note] = hit.kind === "grid"
    ? [hit.grid.name || hit.grid.code, `${tName("tier", hit.grid.tier)} · ${hit.grid.code}`]
    : [hit.address.label || hit.address.id, `${t("found_address")} · ${hit.address.id}`];
  return (
    <>
      <span class="found-name">{name}</span>
      <span class="found-note">{note}</span>
    </>
  );
}
