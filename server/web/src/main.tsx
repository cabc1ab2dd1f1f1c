import "./css/index.css";
import { render } from "preact";
import { applyLink, followAddressBar, openingState } from "./address-bar.ts";
import { followChecks } from "./check.ts";
import { connect, followRevision } from "./connection.ts";
import { followLang } from "./i18n.ts";
import { followKeys } from "./keys.ts";
import { followLegends } from "./legends.ts";
import { getAtlas } from "./map/atlas.ts";
import { dataset, narrow } from "./state.ts";
import { followSelection } from "./selection.ts";
import { followTheme } from "./theme.ts";
import { App } from "./ui/App.tsx";
import { copyLink } from "./ui/Header.tsx";
import { listedStyles } from "./ui/LayerPanel.tsx";

followTheme();
followLang();
applyLink(openingState());
matchMedia("(max-width: 900px)").addEventListener("change", (event) => (narrow.value = event.matches));

const root = document.getElementById("app")!;
root.replaceChildren();
render(<App />, root);

followAddressBar((link) => getAtlas()?.follow(link));
followLegends();
followSelection();
followChecks();
followRevision();
followKeys({
  zoomBy: (steps) => getAtlas()?.zoomBy(steps),
  showAll: () => getAtlas()?.showAll(),
  copyLink,
  layerAt: (index) => (dataset.peek() ? listedStyles(dataset.peek()!)[index]?.id : undefined),
});
void connect();
