/** The theme editor: which blocks of the app stand where, their settings, and a preview of the storefront. */
import { html as htmlReply, type Reply } from "#simulator/http.ts";
import type { BlockPlacement } from "#simulator/state/model.ts";
import { type ExtensionProblem, themeExtensionProblems } from "#simulator/theme-extension-checks.ts";
import { offeredBlocks, type ThemeBlock } from "#simulator/theme-extension.ts";
import { type FormControls, formControls } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge } from "../../lists.ts";
import type { PageContext } from "../../page-context.ts";
import { answer, type Section } from "../../routes.ts";
import { fieldName, readSettings, settingsFields } from "./block-settings.ts";
import { placementOf, placeName, placesOf, previewUrl } from "./places.ts";

const FORM = "theme";

interface Suggestion {
  handle: string;
  target: string;
}

/** What a deep link of the app asks to be put on or switched on: block handle and, for app blocks, the template. */
function suggestion(context: PageContext, blocks: ThemeBlock[]): Suggestion | null {
  const { searchParams } = context.url;
  const wanted = searchParams.get("activateAppId") ?? searchParams.get("addAppBlockId");
  const handle = wanted?.split("/").at(-1);
  const block = blocks.find((candidate) => candidate.handle === handle);
  if (!block) return null;
  const template = searchParams.get("template") ?? "";
  const places = placesOf(block);
  return { handle: block.handle, target: places.includes(template) ? template : places[0]! };
}

/** What a form of several blocks asks for in one place. */
interface Place {
  context: PageContext;
  controls: FormControls;
  block: ThemeBlock;
  target: string;
  suggested: Suggestion | null;
}

function settingsFold({ context, controls, block, target }: Place): Html | null {
  const placement = placementOf(context, block, target);
  if (!placement || block.settings.length === 0) return null;
  const names = block.settings.map(({ id }) => fieldName(block, target, id ?? ""));
  const isWrong = context.errors.some(({ field }) => names.includes(field));
  return html`<details class="settings" ${isWrong && html`open`}>
    <summary>Settings<span class="hidden"> of ${block.name}: ${placeName(target)}</span></summary>
    <div class="setting-fields">${settingsFields(context, controls, block, placement)}</div>
  </details>`;
}

function placeRow(place: Place): Html {
  const { context, block, target, suggested } = place;
  const isSuggested = suggested?.handle === block.handle && suggested.target === target;
  const value = `${block.handle} ${target}`;
  const wasSent = context.form.get("form") === FORM;
  const isOn = wasSent
    ? context.form.getAll("block").includes(value)
    : isSuggested || placementOf(context, block, target) !== undefined;
  const url = previewUrl(context, target);
  return html`<div class="place ${isSuggested && "suggested"}">
    <div class="switch">
      <label class="check">
        <input type="checkbox" name="block" value="${value}" ${isOn && html`checked`} />
        ${placeName(target)}
      </label>
      <a class="in-frame" href="${url}" target="preview" data-place="${target}">Preview</a>
      <a class="in-tab" href="${url}" target="_blank" rel="noopener">View page</a>
    </div>
    ${settingsFold(place)}
  </div>`;
}

/** What Shopify would say when the extension is deployed. */
function problemsCard(problems: readonly ExtensionProblem[]): Html | null {
  if (problems.length === 0) return null;
  const isRefused = problems.some(({ severity }) => severity === "error");
  return html`<section class="notice ${isRefused && "problem"}">
    <h2>${isRefused ? "Shopify would refuse this extension" : "Shopify would warn of this"}</h2>
    <ul class="plain">
      ${problems.map(({ file, message, severity }) => html`<li>${badge(severity)} <code>${file}</code> ${message}</li>`)}
    </ul>
  </section>`;
}

/** The place that the preview begins with: what a link or the last save names, else the first block that is on. */
function firstPreview(context: PageContext, blocks: ThemeBlock[], suggested: Suggestion | null): string {
  const named = context.form.get("preview") ?? context.url.searchParams.get("preview") ?? "";
  if (blocks.some((block) => placesOf(block).includes(named))) return named;
  if (suggested) return suggested.target;
  const handles = blocks.map(({ handle }) => handle);
  const first = context.runtime.shop.blocks.find(
    (each) => each.enabled && handles.includes(each.blockHandle),
  );
  return first?.target ?? "index";
}

function editor(context: PageContext, blocks: ThemeBlock[]): Html {
  const { app, shop } = context.runtime;
  const suggested = suggestion(context, blocks);
  const controls = formControls(context, FORM);
  const preview = firstPreview(context, blocks, suggested);
  return html`<div class="theme-editor">
    <form method="post" action="${context.base}/themes">
      <input type="hidden" name="form" value="${FORM}" />
      <input type="hidden" name="preview" value="${preview}" />
      <p class="lead">Blocks of ${app.name} on the simulated theme.</p>
      ${suggested && html`<p class="notice" role="status">The app asks you to switch on the marked block. Save to do so.</p>`}
      ${blocks.map(
        (block) =>
          html`<fieldset class="card">
            <legend>${block.name}</legend>
            ${placesOf(block).map((target) => placeRow({ context, controls, block, target, suggested }))}
          </fieldset>`,
      )}
      <div class="save"><button class="button primary">Save</button></div>
    </form>
    <section class="preview" aria-label="Preview">
      <iframe
        name="preview"
        title="${shop.name} as shoppers see it"
        src="${previewUrl(context, preview)}"
      ></iframe>
    </section>
  </div>`;
}

function themeEditorPage(context: PageContext): string {
  const { app, shop } = context.runtime;
  const blocks = offeredBlocks(app, shop);
  const content = html`${problemsCard(themeExtensionProblems(app.themeExtensionPath))}
  ${blocks.length === 0 ? html`<p class="empty">The app has no theme app extension.</p>` : editor(context, blocks)}`;
  const after = html`<script src="/assets/theme-editor.js" defer></script>`;
  return layout(context, { title: "Theme", content, after, isSpacious: true });
}

/** Keeps what the form stands for, or says which settings are wrong and changes nothing. */
function save(context: PageContext): Reply {
  const { runtime, form, base } = context;
  const blocks = offeredBlocks(runtime.app, runtime.shop);
  const placements: BlockPlacement[] = [];
  const errors: { field: string; message: string }[] = [];
  for (const value of form.getAll("block")) {
    const [handle, target] = value.split(" ");
    const block = blocks.find((candidate) => candidate.handle === handle);
    if (!block || !target || !placesOf(block).includes(target)) continue;
    const known = runtime.shop.blocks.find((each) => each.blockHandle === handle && each.target === target);
    const read = readSettings(context, block, { target, settings: known?.settings ?? {} });
    errors.push(...read.errors);
    placements.push({ blockHandle: block.handle, target, enabled: true, settings: read.settings });
  }
  if (errors.length === 0) runtime.commands.setBlocks(placements);
  const preview = new URLSearchParams({ preview: form.get("preview") ?? "" }).toString();
  return answer(context, errors.length === 0 ? { ok: true } : { ok: false, errors }, {
    to: `${base}/themes?${preview}`,
    text: "Saved. The storefront shows it at once.",
    page: themeEditorPage,
  });
}

export const themeSection: Section = {
  pages: [[/^\/themes(?:\/\w+(?:\/editor)?)?$/, (context) => htmlReply(themeEditorPage(context))]],
  actions: [{ pattern: /^\/themes$/, act: save }],
};
