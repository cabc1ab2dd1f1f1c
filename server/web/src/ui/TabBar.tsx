import type { JSX } from "preact";
import { pick, t } from "../i18n.ts";
import { dataset, dialog, panels, togglePanel, type PanelName } from "../state.ts";
import { copyLink, Stamp } from "./Header.tsx";
import { CheckIcon, EmbedIcon, KeyboardIcon, LayersIcon, LegendIcon, LinkIcon, MoreIcon, TableIcon } from "./icons.tsx";
import { PanelHead } from "./parts.tsx";

const TABS: readonly [PanelName, () => JSX.Element][] = [
  ["layers", LayersIcon],
  ["legend", LegendIcon],
  ["table", TableIcon],
  ["check", CheckIcon],
  ["more", MoreIcon],
];

/** The bar at the foot of a phone: one sheet at a time. */
export function TabBar(): JSX.Element | null {
  if (!dataset.value) return null;
  return (
    <nav class="tab-bar">
      {TABS.map(([name, Icon]) => (
        <button key={name} type="button" aria-pressed={panels.value[name]} onClick={() => togglePanel(name)}>
          <Icon />
          <span>{t(name)}</span>
        </button>
      ))}
    </nav>
  );
}

/** What the header has no room for on a phone. */
export function MorePanel(): JSX.Element {
  const open = (name: "embed" | "help") => (): void => {
    togglePanel("more", false);
    dialog.value = name;
  };
  return (
    <section class="panel more-panel" aria-labelledby="more-title">
      <PanelHead title={t("more")} id="more-title" onClose={() => togglePanel("more", false)} />
      <div class="panel-body">
        <p class="origin whole">{pick(dataset.value?.note)}</p>
        <Stamp />
        <button type="button" class="menu-row" onClick={copyLink}>
          <LinkIcon />
          {t("copy_link")}
        </button>
        <button type="button" class="menu-row" onClick={open("embed")}>
          <EmbedIcon />
          {t("embed")}
        </button>
        <button type="button" class="menu-row" onClick={open("help")}>
          <KeyboardIcon />
          {t("help")}
        </button>
      </div>
    </section>
  );
}
