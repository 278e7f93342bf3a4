/** Own classes only; colours and radii follow the custom properties of the theme blocks. Also hashed for the page's CSP. */
export const PREFERENCE_STYLE = `
.perennial-preferences{max-inline-size:40rem;margin-inline:auto;padding-inline:1rem;line-height:1.5;text-align:start;overflow-wrap:anywhere}
.perennial-preferences h1{margin-block:1.5rem 1rem}
.perennial-preferences h2{font-size:1.25rem;margin-block:2rem .5rem}
.perennial-preferences form{margin:0}
.perennial-preferences fieldset{border:0;border-block-end:1px solid rgb(0 0 0 / .12);margin:0;padding:0 0 1rem;min-inline-size:0}
.perennial-preferences legend{font-weight:600;font-size:1.125rem;padding:1.25rem 0 .25rem}
.perennial-preferences label{display:flex;gap:.75rem;align-items:flex-start;padding-block:.6rem;min-block-size:44px;box-sizing:border-box;cursor:pointer}
.perennial-preferences input[type=checkbox],.perennial-preferences input[type=radio]{flex:none;inline-size:1.25rem;block-size:1.25rem;min-inline-size:0;min-block-size:0;padding:0;margin:.125rem 0 0;accent-color:var(--perennial-accent,#0f6b4f)}
.perennial-preferences__date{display:flex;flex-wrap:wrap;gap:0 1rem}
.perennial-preferences__date label{flex-direction:column;gap:.25rem}
.perennial-preferences__date input,.perennial-preferences select{min-block-size:44px;padding:.25rem .5rem;box-sizing:border-box;border:1px solid currentColor;border-radius:.5rem;background:transparent;color:inherit;font:inherit;max-inline-size:100%}
.perennial-preferences small{display:block;font-size:.875rem;opacity:.8}
.perennial-preferences__buttons{display:flex;flex-wrap:wrap;gap:.75rem}
.perennial-preferences button{min-block-size:44px;padding:.5em 1.25em;border:1px solid transparent;border-radius:var(--perennial-radius,999px);background:var(--perennial-accent,#0f6b4f);color:var(--perennial-on-accent,#fff);font:inherit;font-weight:600;cursor:pointer}
.perennial-preferences form>button{margin-block:1rem}
.perennial-preferences button.is-quiet{background:transparent;color:inherit;border-color:currentColor}
.perennial-preferences button.is-plain{background:transparent;color:inherit;padding:.5em .25em;text-decoration:underline}
.perennial-preferences button.is-critical{background:#a3160b;color:#fff}
.perennial-preferences button:focus-visible,.perennial-preferences input:focus-visible,.perennial-preferences select:focus-visible,.perennial-preferences a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
.perennial-preferences__message{padding:.75rem 1rem;border-radius:.5rem;background:#e3f1ea;color:#173d2c}
.perennial-preferences__message.is-error{background:#fbe9e7;color:#7a1d12}
`;
