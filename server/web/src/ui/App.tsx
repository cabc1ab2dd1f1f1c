import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { connection, dataset, dialog, narrow, panels, selection } from "../state.ts";
import { Dialogs } from "./Dialogs.tsx";
import { Header } from "./Header.tsx";
import { LayerPanel } from "./LayerPanel.tsx";
import { LegendPanel } from "./LegendPanel.tsx";
import { MapControls, StatusLine } from "./MapControls.tsx";
import { MapView } from "./MapView.tsx";
import { Curtain, OfflineBanner, Toast } from "./Notices.tsx";
import { PlaceCard } from "./PlaceCard.tsx";
import { MorePanel, TabBar } from "./TabBar.tsx";
import { TableDrawer } from "./TableDrawer.tsx";

/** The whole page. */
export function App(): JSX.Element {
  const ready = dataset.value !== null;
  return (
    <div class={`app ${panels.value.table ? "with-table" : ""} ${connection.value}`}>
      <a class="skip-link" href="#map" onClick={focusMap}>{t("skip_to_map")}</a>
      <Header />
      <main class="stage">
        <MapView />
        <Curtain />
        {ready && <Floating />}
        <OfflineBanner />
        {!dialog.value && <Toast />}
      </main>
      {narrow.value && <TabBar />}
      <Dialogs />
    </div>
  );
}

/** The panels over the map. */
function Floating(): JSX.Element {
  const { layers, legend, table, more } = panels.value;
  const sheetOpen = layers || legend || table || more;
  return (
    <>
      <div class="side">
        {layers && <LayerPanel />}
        {legend && <LegendPanel />}
        {narrow.value && more && <MorePanel />}
      </div>
      {selection.value && !(narrow.value && sheetOpen) && <PlaceCard />}
      <div class="foot">
        <StatusLine />
        <Hint />
      </div>
      <MapControls />
      {table && <TableDrawer />}
    </>
  );
}

const Hint = (): JSX.Element | null => (selection.value ? null : <p class="map-hint">{t("place_hint")}</p>);

/** Focuses the map without touching the hash, which holds the view. */
function focusMap(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("map")?.focus();
}
