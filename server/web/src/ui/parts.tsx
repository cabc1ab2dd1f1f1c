import type { ComponentChildren, JSX } from "preact";
import type { Risk } from "../api.ts";
import { copyText } from "../clipboard.ts";
import { t, tName } from "../i18n.ts";
import { focusMap } from "./focus.ts";
import { CloseIcon, CopyIcon } from "./icons.tsx";

/** A button that shows only an icon; its name is read aloud and shown as a hint. */
export function IconButton(props: {
  name: string;
  icon: () => JSX.Element;
  onClick: () => void;
  pressed?: boolean;
  class?: string;
  id?: string;
}): JSX.Element {
  const { name, icon: Icon, onClick, pressed } = props;
  return (
    <button
      type="button"
      id={props.id}
      class={`icon-button ${props.class ?? ""}`}
      aria-label={name}
      aria-pressed={pressed}
      title={name}
      onClick={onClick}
    >
      <Icon />
    </button>
  );
}

/** The head of a panel: its title, and a button that closes it. */
export function PanelHead(props: {
  title: string;
  id: string;
  onClose: () => void;
  children?: ComponentChildren;
}): JSX.Element {
  const close = (): void => {
    props.onClose();
    focusMap();
  };
  return (
    <div class="panel-head">
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
      <IconButton name={t("close")} icon={CloseIcon} onClick={close} class="small" />
    </div>
  );
}

/** A row of choices of which one holds. */
export function Choice<T extends string>(props: {
  label: string;
  options: readonly { id: T; name: string; lang?: string }[];
  value: T;
  onChange: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option.id}
          type="button"
          lang={option.lang}
          aria-pressed={option.id === props.value}
          onClick={() => props.onChange(option.id)}
        >
          {option.name}
        </button>
      ))}
    </div>
  );
}

/** A risk class by shape, letter-free text and colour. */
export const RiskMark = ({ risk }: { risk: Risk }): JSX.Element => (
  <span class={`risk risk-${risk}`}>
    <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {risk === "high" && <path d="M6 1l5.5 10H.5z" />}
      {risk === "watch" && <path d="M6 .5L11.5 6 6 11.5.5 6z" />}
      {risk === "normal" && <circle cx="6" cy="6" r="5" />}
      {risk === "none" && <circle class="hollow" cx="6" cy="6" r="4.2" />}
    </svg>
    {tName("risk", risk)}
  </span>
);

/** A text to take away, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }): JSX.Element {
  return (
    <label class="copy-field">
      <span>{label}</span>
      <span class="copy-row">
        <input type="text" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button" onClick={() => void copyText(value, t("copied"))} aria-label={`${t("copy")} ${label}`}>
          <CopyIcon />
          {t("copy")}
        </button>
      </span>
    </label>
  );
}
