/** HTML texts with everything escaped that is put into them. */

/** A piece of HTML that is safe as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);

/** What can be put into HTML. */
export type Piece = Html | string | number | bigint | null | undefined | false | Piece[];

function render(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(render).join("");
  return escapeHtml(String(piece));
}

/** `html\`<p>${text}</p>\``: values are escaped, pieces of HTML and lists of them are not. */
export function html(strings: TemplateStringsArray, ...values: Piece[]): Html {
  return new Html(
    strings.map((text, index) => text + (index < values.length ? render(values[index]) : "")).join(""),
  );
}

/** JSON inside a script element. */
export const scriptJson = (value: unknown): Html =>
  new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
