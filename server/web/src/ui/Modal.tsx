import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n.ts";
import { CloseIcon } from "./icons.tsx";
import { IconButton } from "./parts.tsx";
import { Toast } from "./Notices.tsx";

/** A modal sheet. It closes by its button, by Escape and by a click beside it. */
export function Modal(props: { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    element.current?.showModal();
  }, []);
  const onClick = (event: MouseEvent): void => {
    if (event.target === element.current) props.onClose();
  };
  return (
    <dialog ref={element} class={props.wide ? "wide" : undefined} aria-labelledby={title}
      onCancel={props.onClose} onClose={props.onClose} onClick={onClick}>
      <div class="dialog-box">
        <div class="panel-head">
          <h2 id={title}>{props.title}</h2>
          <IconButton name={t("close")} icon={CloseIcon} onClick={props.onClose} class="small" />
        </div>
        <div class="dialog-body">{props.children}</div>
      </div>
      <Toast />
    </dialog>
  );
}
