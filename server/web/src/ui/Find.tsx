import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { getGrids, type Grid } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { goToGrid } from "../go.ts";
import { t, tName } from "../i18n.ts";
import { SearchIcon } from "./icons.tsx";

/** How many grids are offered. */
const OFFERED = 8;
/** How long the typing must rest before the server is asked. */
const REST_MS = 200;

/** Finds a grid of any tier by its code or name. */
export function Find(): JSX.Element {
  const text = useSignal("");
  const found = useSignal<{ rows: Grid[]; total: number } | null>(null);
  const active = useSignal(0);
  useEffect(() => {
    const words = text.value.trim();
    if (!words) {
      found.value = null;
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      getGrids({ words, limit: OFFERED }).then(
        ({ items, total }) => {
          if (!current) return;
          active.value = 0;
          found.value = { rows: items, total };
        },
        () => void suspectOffline(),
      );
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text.value]);
  const rows = found.value?.rows ?? [];
  const go = (grid: Grid | undefined): void => {
    if (!grid) return;
    text.value = "";
    void goToGrid(grid);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length > 0) active.value = (active.value + step + rows.length) % rows.length;
    else if (event.key === "Enter") go(rows[active.value]);
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
        aria-activedescendant={rows.length > 0 ? `found-${active.value}` : undefined}
        onInput={(event) => (text.value = event.currentTarget.value)} onKeyDown={onKeyDown} />
      <div class="found-box">
        <ul class="found" id="found" role="listbox" aria-label={t("find")} hidden={rows.length === 0}>
          {rows.map((grid, index) => (
            <li key={grid.code} id={`found-${index}`} role="option" aria-selected={index === active.value}
              onClick={() => go(grid)}>
              <span class="found-name">{grid.name || grid.code}</span>
              <span class="found-note">{`${tName("tier", grid.tier)} · ${grid.code}`}</span>
            </li>
          ))}
        </ul>
        {found.value !== null && (
          <p class="found-more" role="status">
            {found.value.total === 0 ? t("filter_none") : t("found_total", { n: found.value.total })}
          </p>
        )}
      </div>
    </div>
  );
}
