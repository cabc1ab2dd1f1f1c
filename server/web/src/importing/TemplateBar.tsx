import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { showToast } from "../state.ts";
import { columnsOf } from "./fields.ts";
import type { FileKind } from "./requests.ts";
import { dropTemplate, keepTemplate, templates } from "./templates.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** What was said about a file, kept to be said again of files like it. */
export function TemplateBar({ wizard, kind }: { wizard: Wizard; kind: FileKind }): JSX.Element {
  const name = useSignal<string | null>(null);
  const known = templates.value.filter((named) => named.kind === kind);
  const keep = (event: Event): void => {
    event.preventDefault();
    const given = name.value?.trim();
    if (!given) return;
    const { crs, encoding, tier, winner } = wizard.order.peek();
    const template = { crs, encoding, tier, winner, columns: columnsOf(wizard.columns.peek()) };
    keepTemplate({ name: given, kind, template: JSON.parse(JSON.stringify(template)) as never });
    name.value = null;
    showToast(t("template_kept", { name: given }));
  };
  const use = (chosen: string): void => {
    const named = known.find((one) => one.name === chosen);
    if (named) wizard.useTemplate(named.template);
  };
  if (name.value !== null) {
    return (
      <form class="templates" onSubmit={keep}>
        <input type="text" class="filter" value={name.value} aria-label={t("template_name")} placeholder={t("template_name")} maxLength={60}
          onInput={(event) => (name.value = event.currentTarget.value)} />
        <button type="submit" class="button">{t("template_keep")}</button>
      </form>
    );
  }
  return (
    <div class="templates">
      {known.length > 0 && (
        <select class="tier-select" aria-label={t("template_use")} value="" onChange={(event) => use(event.currentTarget.value)}>
          <option value="">{t("template_use")}</option>
          {known.map((named) => <option key={named.name} value={named.name}>{named.name}</option>)}
        </select>
      )}
      {known.length > 0 && (
        <button type="button" class="button quiet" onClick={() => known.forEach(dropTemplate)}>{t("template_drop")}</button>
      )}
      <button type="button" class="button quiet" onClick={() => (name.value = "")}>{t("template_new")}</button>
    </div>
  );
}
