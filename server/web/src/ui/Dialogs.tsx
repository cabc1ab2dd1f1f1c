import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { pick, t } from "../i18n.ts";
import type { TextKey } from "../i18n/zh/page.ts";
import { setSingleKeys, singleKeys } from "../keys.ts";
import { screen, screenKeys, type KeyRow } from "../screen.ts";
import { dataset, dialog } from "../state.ts";
import { listedStyles } from "./LayerPanel.tsx";
import { Modal } from "./Modal.tsx";
import { CopyField } from "./parts.tsx";
import { WhoDialog } from "./WhoDialog.tsx";

const close = (): void => {
  dialog.value = null;
};

/** The modal sheet that is open, if any. */
export function Dialogs(): JSX.Element | null {
  if (dialog.value === "embed") return <EmbedDialog />;
  if (dialog.value === "help") return <HelpDialog />;
  if (dialog.value === "who") return <WhoDialog />;
  return null;
}

function EmbedDialog(): JSX.Element | null {
  const chosen = useSignal("cases");
  const current = dataset.value;
  if (!current) return null;
  const styles = listedStyles(current);
  const style = styles.find(({ id }) => id === chosen.value) ?? styles[0];
  if (!style) return null;
  const base = `${location.origin}/tiles/${style.id}`;
  return (
    <Modal title={t("embed_title")} onClose={close}>
      <p class="lead-text">{t("embed_intro")}</p>
      <label class="select-field">
        <span>{t("embed_style")}</span>
        <select value={style.id} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {styles.map(({ id, title }) => (
            <option key={id} value={id}>{pick(title)}</option>
          ))}
        </select>
      </label>
      <CopyField label={t("embed_xyz")} value={`${base}/{z}/{x}/{y}.png`} />
      <CopyField label={t("embed_xyz_retina")} value={`${base}/{z}/{x}/{y}.png?size=512`} />
      {style.options.areas?.includes("grids") && (
        <CopyField label={t("embed_areas")} value={`${base}/{z}/{x}/{y}.png?areas=grids`} />
      )}
      {style.formats.includes("mvt") && <CopyField label={t("embed_mvt")} value={`${base}/{z}/{x}/{y}.mvt`} />}
      <CopyField label={t("embed_tilejson")} value={`${base}.json`} />
      <CopyField label={t("embed_legend")} value={`${location.origin}/legends/${style.id}.png`} />
      <p class="hint">{t("embed_zooms", { min: style.minzoom, max: style.maxzoom })}</p>
    </Modal>
  );
}

/** The keys of the map. */
function mapKeys(n: number): readonly KeyRow[] {
  const rows: [keys: string[], key: TextKey][] = [
    [["Enter"], "help_pick"],
    [["←", "↑", "→", "↓"], "help_pan"],
    [["+", "−"], "help_zoom"],
    [["0"], "help_extent"],
    [["1", "…", String(n)], "help_toggle"],
    [["L"], "help_layers"],
    [["T"], "help_table"],
    [["K"], "help_check"],
    [["E"], "help_embed"],
    [["C"], "help_link"],
    [["Esc"], "help_close"],
  ];
  return rows.map(([keys, key]) => [keys, t(key, { n })]);
}

function HelpDialog(): JSX.Element {
  const own = screen.value === "map" ? mapKeys(dataset.value?.styles.length ?? 6) : screenKeys.value;
  const rows: readonly KeyRow[] = [...own, [["?"], t("help_sheet")]];
  return (
    <Modal title={t("help_title")} onClose={close}>
      <dl class="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>{keys.map((name) => (name === "…" ? "…" : <kbd key={name}>{name}</kbd>))}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <label class="switch-line">
        <input type="checkbox" role="switch" class="switch" checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)} />
        {t("help_single")}
      </label>
      {screen.value === "map" && <p class="hint">{t("help_mouse")}</p>}
    </Modal>
  );
}
