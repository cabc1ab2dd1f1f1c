import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { Grid } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { t as say, tName } from "../i18n.ts";
import { chosenTier } from "../state.ts";
import { findGrids } from "./requests.ts";
import { part, pickGrid, place, plan } from "./store.ts";

/** How many grids are offered. */
const OFFERED = 8;
/** How long the typing must rest before the server is asked. */
const REST_MS = 200;

/** Picks a grid by its code or name, for those who do not point at the map. */
export function FindGrid(): JSX.Element {
  const words = useSignal("");
  const found = useSignal<Grid[] | null>(null);
  useEffect(() => {
    const text = words.value.trim();
    found.value = null;
    if (!text) return;
    let current = true;
    const timer = setTimeout(() => {
      findGrids(text, OFFERED, plan.peek()).then((rows) => current && (found.value = rows), () => void suspectOffline());
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words.value]);
  const go = (row: Grid | undefined): void => {
    if (!row) return;
    words.value = "";
    place.value = null;
    chosenTier.value = row.tier;
    pickGrid(row.code, part.peek());
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    go(found.peek()?.[0]);
  };
  return (
    <form class="find-grid" role="search" onSubmit={submit}>
      <input type="search" class="filter" value={words.value} placeholder={say("find")} aria-label={say("find")} maxLength={100}
        onInput={(event) => (words.value = event.currentTarget.value)} />
      {found.value && (
        <ul class="found-grids" aria-live="polite">
          {found.value.length === 0 && <li class="hint">{say("filter_none")}</li>}
          {found.value.map((row) => (
            <li key={row.code}><button type="button" class="button quiet" onClick={() => go(row)}>{`${tName("tier", row.tier)} · ${row.name || row.code}`}</button></li>
          ))}
        </ul>
      )}
    </form>
  );
}
