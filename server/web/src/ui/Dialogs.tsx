import { useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { pick, t } from "../i18n.ts";
import type { TextKey } from "../i18n/zh.ts";
import { setSingleKeys, singleKeys } from "../keys.ts";
import { dataset, dialog } from "../state.ts";
import { CloseIcon } from "./icons.tsx";
import { listedStyles } from "./LayerPanel.tsx";
import { CopyField, IconButton } from "./parts.tsx";
import { Toast } from "./Notices.tsx";

const close = (): void => {
  dialog.value = null;
};

function Modal({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    element.current?.showModal();
  }, []);
  const onClick = (event: MouseEvent): void => {
    if (event.target === element.current) close();
  };
  return (
    <dialog ref={element} aria-labelledby="dialog-title" onCancel={close} onClose={close} onClick={onClick}>
      <div class="dialog-box">
        <div class="panel-head">
          <h2 id="dialog-title">{title}</h2>
          <IconButton name={t("close")} icon={CloseIcon} onClick={close} class="small" />
        </div>
        <div class="dialog-body">{children}</div>
      </div>
      <Toast />
    </dialog>
  );
}

/** The modal sheet that is open, if any. */
export function Dialogs(): JSX.Element | null {
  if (dialog.value === "embed") return <EmbedDialog />;
  if (dialog.value === "help") return <HelpDialog />;
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
    <Modal title={t("embed_title")}>
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

function HelpDialog(): JSX.Element {
  const n = dataset.value?.styles.length ?? 6;
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
    [["?"], "help_sheet"],
  ];
  return (
    <Modal title={t("help_title")}>
      <dl class="keys">
        {rows.map(([keys, key]) => (
          <div key={key}>
            <dt>{keys.map((name) => (name === "…" ? "…" : <kbd key={name}>{name}</kbd>))}</dt>
            <dd>{t(key, { n })}</dd>
          </div>
        ))}
      </dl>
      <label class="switch-line">
        <input type="checkbox" role="switch" class="switch" checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)} />
        {t("help_single")}
      </label>
      <p class="hint">{t("help_mouse")}</p>
    </Modal>
  );
}
