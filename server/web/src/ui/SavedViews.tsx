import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { currentLink } from "../address-bar.ts";
import { t } from "../i18n.ts";
import { dropView, savedViews, saveView, showView } from "../saved-views.ts";
import { CloseIcon } from "./icons.tsx";
import { IconButton } from "./parts.tsx";

/** Views of the map under names of one's own: saves the one that is shown, and leads back to others. */
export function SavedViews(): JSX.Element {
  const name = useSignal("");
  const save = (event: Event): void => {
    event.preventDefault();
    const wanted = name.value.trim();
    if (!wanted) return;
    saveView(wanted, new URL(currentLink()).hash);
    name.value = "";
  };
  return (
    <section class="saved-views" aria-labelledby="saved-views-title">
      <h3 id="saved-views-title">{t("views")}</h3>
      {savedViews.value.length > 0 && (
        <ul>
          {savedViews.value.map((view) => (
            <li key={view.name}>
              <button type="button" class="row-button" onClick={() => showView(view)}>{view.name}</button>
              <IconButton name={t("view_drop", { name: view.name })} icon={CloseIcon} class="small" onClick={() => dropView(view.name)} />
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={save}>
        <input type="text" value={name.value} maxLength={60} autoComplete="off" placeholder={t("view_name")} aria-label={t("view_name")}
          onInput={(event) => (name.value = event.currentTarget.value)} />
        <button type="submit" class="button" disabled={!name.value.trim()}>{t("view_save")}</button>
      </form>
    </section>
  );
}
