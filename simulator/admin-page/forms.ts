/** Forms of the admin: every control has a label, and errors stand beside the field they are about. */
import { html, type Html } from "./html.ts";
import type { PageContext } from "./page-context.ts";
import type { Question } from "./routes.ts";

interface Common {
  name: string;
  label: string;
  /** Below the field. */
  hint?: string | Html;
  /** Takes a whole row of the grid. */
  isWide?: boolean;
  isRequired?: boolean;
}

export interface TextField extends Common {
  value?: string | number | bigint | null;
  type?: "text" | "search" | "email" | "tel" | "number" | "date" | "datetime-local" | "url" | "color";
  placeholder?: string;
  min?: number | string;
  max?: number | string;
  step?: number | "any";
  /** Id of a `datalist`. */
  list?: string;
}

export interface AreaField extends Common {
  value?: string | null;
  rows?: number;
  /** Fixed-width letters. */
  isCode?: boolean;
}

export type Option = string | { value: string; label: string };

export interface SelectField extends Common {
  options: readonly Option[];
  value?: string | null;
}

export interface RangeField extends Common {
  value: number;
  min: number;
  max: number;
  step: number;
  unit?: string;
}

export interface CheckField {
  name: string;
  label: string | Html;
  isOn?: boolean;
  /** Without it `yes`. */
  value?: string;
  hint?: string;
}

/** The controls of one form. Forms of a page differ in their key; a refused form keeps what was typed. */
export interface FormControls {
  text(field: TextField): Html;
  area(field: AreaField): Html;
  select(field: SelectField): Html;
  /** A choice with all its options in view. */
  radio(field: SelectField): Html;
  /** A slider with its number beside it. */
  range(field: RangeField): Html;
  check(field: CheckField): Html;
}

const lastPart = (path: string): string => path.split(".").at(-1) ?? path;

const asOption = (option: Option): { value: string; label: string } =>
  typeof option === "string" ? { value: option, label: option } : option;

export function formControls(context: PageContext, key: string): FormControls {
  const wasSent = context.form.get("form") === key;
  const idOf = (name: string): string => `${key}-${name}`;
  const sent = (name: string, value: unknown): string =>
    (wasSent ? context.form.get(name) : null) ?? String(value ?? "");
  const errorsOf = (name: string): string[] =>
    wasSent
      ? context.errors
          .filter(({ field }) => field === name || lastPart(field) === name)
          .map(({ message }) => message)
      : [];

  const frame = ({ name, label, hint, isWide }: Common, control: (attributes: Html) => Html): Html => {
    const id = idOf(name);
    const errors = errorsOf(name);
    const about = [errors.length > 0 && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
    const attributes = html`id="${id}" name="${name}" ${about && html`aria-describedby="${about}"`}
    ${errors.length > 0 && html`aria-invalid="true"`}`;
    return html`<div class="field ${isWide && "wide"}">
      <label for="${id}">${label}</label>
      ${control(attributes)}
      ${errors.length > 0 && html`<p class="error" id="${id}-error">${errors.join(" ")}</p>`}
      ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    </div>`;
  };

  return {
    text: (field) => {
      const limits = [
        field.placeholder && html` placeholder="${field.placeholder}"`,
        field.min !== undefined && html` min="${field.min}"`,
        field.max !== undefined && html` max="${field.max}"`,
        field.step !== undefined && html` step="${field.step}"`,
        field.list && html` list="${field.list}"`,
        field.isRequired && html` required`,
      ];
      return frame(
        field,
        (attributes) =>
          html`<input
            type="${field.type ?? "text"}"
            ${attributes}
            value="${sent(field.name, field.value)}"
            autocomplete="off"
            ${limits}
          />`,
      );
    },
    area: (field) =>
      frame(
        field,
        (attributes) =>
          html`<textarea
            ${attributes}
            rows="${field.rows ?? 3}"
            ${field.isCode && html`class="code" spellcheck="false"`}
            ${field.isRequired && html`required`}
          >
${sent(field.name, field.value)}</textarea>`,
      ),
    select: (field) => {
      const chosen = sent(field.name, field.value);
      return frame(
        field,
        (attributes) =>
          html`<select ${attributes}>
            ${field.options.map((option) => {
              const { value, label } = asOption(option);
              return html`<option value="${value}" ${value === chosen && html`selected`}>${label}</option>`;
            })}
          </select>`,
      );
    },
    radio: ({ options, value, ...field }) => {
      const id = idOf(field.name);
      const chosen = sent(field.name, value);
      const errors = errorsOf(field.name);
      return html`<fieldset class="field radios" ${errors.length > 0 && html`aria-describedby="${id}-error"`}>
        <legend>${field.label}</legend>
        ${options
          .map(asOption)
          .map(
            (option) =>
              html`<label class="check"
                ><input
                  type="radio"
                  name="${field.name}"
                  value="${option.value}"
                  ${option.value === chosen && html`checked`}
                /><span>${option.label}</span></label
              >`,
          )}
        ${errors.length > 0 && html`<p class="error" id="${id}-error">${errors.join(" ")}</p>`}
        ${field.hint && html`<p class="hint">${field.hint}</p>`}
      </fieldset>`;
    },
    range: (field) => {
      const value = sent(field.name, field.value);
      const unit = field.unit ? ` ${field.unit}` : "";
      return frame(
        field,
        (attributes) =>
          html`<span class="range"
            ><input
              type="range"
              ${attributes}
              min="${field.min}"
              max="${field.max}"
              step="${field.step}"
              value="${value}"
              data-unit="${unit}"
              autocomplete="off"
            /><output for="${idOf(field.name)}">${value}${unit}</output></span
          >`,
      );
    },
    check: ({ name, label, isOn, value = "yes", hint }) => {
      const isChecked = wasSent ? context.form.getAll(name).includes(value) : isOn === true;
      return html`<label class="check"
        ><input type="checkbox" name="${name}" value="${value}" ${isChecked && html`checked`} />
        <span>${label}${hint && html`<small>${hint}</small>`}</span></label
      >`;
    },
  };
}

export interface FormParts {
  /** Tells the forms of a page apart. */
  key: string;
  action: string;
  fields: (controls: FormControls) => Html;
  /** Of the button; several when they do different things: `name` and `value` go with the form. */
  submit: string | Html;
  kind?: "primary" | "danger" | "";
}

/** A whole form. */
export function form(
  context: PageContext,
  { key, action, fields, submit, kind = "primary" }: FormParts,
): Html {
  const buttons =
    typeof submit === "string" ? html`<button class="button ${kind}">${submit}</button>` : submit;
  return html`<form method="post" action="${action}" class="form" id="${key}">
    <input type="hidden" name="form" value="${key}" />
    <div class="fields">${fields(formControls(context, key))}</div>
    <div class="row end">${buttons}</div>
  </form>`;
}

/** A button that does something at once, or asks first where its action asks. */
export function actionButton(
  action: string,
  label: string,
  kind = "",
  values: Record<string, string> = {},
): Html {
  return html`<form method="post" action="${action}">
    ${Object.entries(values).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}<button class="button ${kind}">${label}</button>
  </form>`;
}

/** The question before an action: the same form again, with a yes. */
export function questionCard(context: PageContext, { text, button, back }: Question): Html {
  const fields = [...context.form].filter(([name]) => name !== "confirmed");
  return html`<section class="card narrow">
    <p>${text}</p>
    <form method="post" action="${context.url.pathname}" class="row end">
      ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <a class="button" href="${back}">Go back</a>
      <button class="button danger" name="confirmed" value="yes">${button}</button>
    </form>
  </section>`;
}
