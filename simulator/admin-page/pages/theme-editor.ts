import { html as htmlReply } from "#simulator/http.ts";
import type { BlockPlacement } from "#simulator/state/model.ts";
import { type ExtensionProblem, themeExtensionProblems } from "#simulator/theme-extension-checks.ts";
import { BLOCK_TEMPLATES, offeredBlocks, type ThemeBlock } from "#simulator/theme-extension.ts";
import { html, type Html } from "../html.ts";
import { layout } from "../layout.ts";
import { badge } from "../lists.ts";
import type { PageContext } from "../page-context.ts";
import { done, type Section } from "../routes.ts";

/** Where a block may stand: templates for app blocks, a part of the page for embeds. */
const targetsOf = (block: ThemeBlock): readonly string[] =>
  block.target === "section" ? (block.templates ?? BLOCK_TEMPLATES) : [block.target];

const TARGET_NAMES: Record<string, string> = {
  index: "Home page",
  collection: "Collection pages",
  "list-collections": "List of collections",
  product: "Product pages",
  search: "Search",
  cart: "Cart",
  "customers/account": "Account page",
  "customers/order": "Order page of the account",
  "404": "Page not found",
  "group:header": "Header of every page",
  "group:footer": "Footer of every page",
  body: "Every page (embed)",
  head: "Head of every page (embed)",
  compliance_head: "Head of every page (embed)",
};

/** What a deep link of the app asks to be put on or switched on: block handle and, for app blocks, the template. */
function suggestion(context: PageContext, blocks: ThemeBlock[]): { handle: string; target: string } | null {
  const { searchParams } = context.url;
  const wanted = searchParams.get("activateAppId") ?? searchParams.get("addAppBlockId");
  const handle = wanted?.split("/").at(-1);
  const block = blocks.find((candidate) => candidate.handle === handle);
  if (!block) return null;
  const template = searchParams.get("template") ?? "";
  const targets = targetsOf(block);
  return { handle: block.handle, target: targets.includes(template) ? template : targets[0]! };
}

const isOn = (context: PageContext, block: ThemeBlock, target: string): boolean =>
  context.runtime.shop.blocks.some(
    (each) => each.blockHandle === block.handle && each.target === target && each.enabled,
  );

function previewPath(target: string, context: PageContext): string {
  const [product] = context.runtime.shop.products.values();
  const paths: Record<string, string> = {
    product: `/products/${product?.handle ?? ""}`,
    collection: "/collections/all",
    "list-collections": "/collections",
    search: "/search",
    "404": "/no-such-page",
    cart: "/cart",
    "customers/account": "/account",
  };
  return `${context.runtime.context.storefrontUrl()}${paths[target] ?? "/"}`;
}

function blockCard(
  context: PageContext,
  block: ThemeBlock,
  suggested: { handle: string; target: string } | null,
): Html {
  return html`<fieldset class="card">
    <legend>${block.name}</legend>
    ${targetsOf(block).map((target) => {
      const hint = suggested?.handle === block.handle && suggested.target === target;
      return html`<div class="switch ${hint ? "suggested" : ""}">
        <label class="check">
          <input
            type="checkbox"
            name="block"
            value="${block.handle} ${target}"
            ${(isOn(context, block, target) || hint) && html`checked`}
          />
          ${TARGET_NAMES[target] ?? target}
        </label>
        <a href="${previewPath(target, context)}" target="_blank" rel="noopener">View page</a>
      </div>`;
    })}
  </fieldset>`;
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

function themeEditorPage(context: PageContext): string {
  const blocks = offeredBlocks(context.runtime.app, context.runtime.shop);
  const suggested = suggestion(context, blocks);
  const problems = themeExtensionProblems(context.runtime.app.themeExtensionPath);
  const form =
    blocks.length === 0
      ? html`<p class="empty">The app has no theme app extension.</p>`
      : html`<p class="lead">Blocks of ${context.runtime.app.name} on the simulated theme.</p>
          ${suggested && html`<p class="notice" role="status">The app asks you to switch on the marked block. Save to do so.</p>`}
          <form method="post" action="${context.base}/themes">
            ${blocks.map((block) => blockCard(context, block, suggested))}
            <div class="row end"><button class="button primary">Save</button></div>
          </form>`;
  const content = html`${problemsCard(problems)} ${form}`;
  return layout(context, { title: "Theme", content });
}

/** The placements that the form stands for; settings of blocks that stay are kept. */
function readBlocksForm(context: PageContext): BlockPlacement[] {
  const blocks = offeredBlocks(context.runtime.app, context.runtime.shop);
  return context.form.getAll("block").flatMap((value): BlockPlacement[] => {
    const [handle, target] = value.split(" ");
    const block = blocks.find((candidate) => candidate.handle === handle);
    if (!block || !target || !targetsOf(block).includes(target)) return [];
    const known = context.runtime.shop.blocks.find(
      (each) => each.blockHandle === handle && each.target === target,
    );
    return [{ blockHandle: block.handle, target, enabled: true, settings: known?.settings ?? {} }];
  });
}

export const themeSection: Section = {
  pages: [[/^\/themes(?:\/\w+(?:\/editor)?)?$/, (context) => htmlReply(themeEditorPage(context))]],
  actions: [
    {
      pattern: /^\/themes$/,
      act: (context) => {
        context.runtime.commands.setBlocks(readBlocksForm(context));
        return done(`${context.base}/themes`, "Saved. The storefront shows it at once.");
      },
    },
  ],
};
