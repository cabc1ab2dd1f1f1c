import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { JSX } from "preact";
import { t as say } from "../i18n.ts";
import { KINDS, kindOfName } from "./fields.ts";
import { LeftFiles } from "./LeftFiles.tsx";
import type { FileKind } from "./requests.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** Endings of files that are read. */
const ENDINGS = ".csv,.geojson,.json,.gpkg,.zip,.xlsx,.xls,.ods,.kml,.fgb,.parquet";

/** Takes a file: what it holds, and where it is dropped. */
export function FileStep({ wizard, fixed }: { wizard: Wizard; fixed: boolean }): JSX.Element {
  const over = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined): void => {
    if (!file) return;
    const guess = fixed ? null : kindOfName(file.name);
    if (guess) wizard.kind.value = guess;
    wizard.take(file);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    over.value = false;
    take(event.dataTransfer?.files[0]);
  };
  if (wizard.sent.value !== null) return <Sending wizard={wizard} share={wizard.sent.value} />;
  return (
    <>
      {!fixed && (
        <fieldset class="kinds">
          <legend>{t("kind")}</legend>
          {KINDS.map((kind) => <KindCard key={kind} kind={kind} wizard={wizard} />)}
        </fieldset>
      )}
      <div class={over.value ? "drop over" : "drop"} onDragOver={(event) => { event.preventDefault(); over.value = true; }}
        onDragLeave={() => (over.value = false)} onDrop={drop}>
        <p>{t("drop")}</p>
        <button type="button" class="button primary" onClick={() => input.current?.click()}>{t("choose_file")}</button>
        <input ref={input} type="file" accept={ENDINGS} class="visually-hidden" tabIndex={-1} aria-label={t("choose_file")}
          onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
        <p class="hint">{t("formats")}</p>
        <p class="hint">{t("promise")}</p>
      </div>
      <LeftFiles wizard={wizard} fixed={fixed} />
    </>
  );
}

const KindCard = ({ kind, wizard }: { kind: FileKind; wizard: Wizard }): JSX.Element => (
  <label class="kind-card">
    <input type="radio" name="kind" checked={wizard.kind.value === kind} onChange={() => (wizard.kind.value = kind)} />
    <strong>{t(`kind_${kind}`)}</strong>
    <span>{t(`about_${kind}`)}</span>
  </label>
);

function Sending({ wizard, share }: { wizard: Wizard; share: number }): JSX.Element {
  return (
    <section class="panel sheet work" aria-live="polite">
      <h3>{t("sending", { file: wizard.file.value?.name ?? "" })}</h3>
      <progress value={share} max={1} aria-label={t("sending", { file: wizard.file.value?.name ?? "" })} />
      <div class="form-end">
        <button type="button" class="button" onClick={wizard.abortSending}>{say("cancel")}</button>
      </div>
    </section>
  );
}
