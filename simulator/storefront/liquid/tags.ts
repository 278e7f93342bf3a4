/** Tags of Shopify's Liquid that liquidjs does not have. */
import { evalToken, Hash, Tag, Tokenizer } from "liquidjs";
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken } from "liquidjs";
import { PageableDrop } from "./pageable.ts";
import { pageOf } from "./page-state.ts";
import { escapeHtml } from "./translations.ts";

type TagClass = new (token: TagToken, remain: TopLevelToken[], liquid: Liquid, parser: Parser) => Tag;

/** Tags that Shopify rejects inside blocks of a theme app extension. */
const FORBIDDEN_IN_EXTENSIONS = [
  "javascript",
  "stylesheet",
  "layout",
  "section",
  "sections",
  "include",
  "content_for",
];

/** Registers the tags for a theme, or those (and refusals of the others) for a theme app extension. */
export function registerTags(liquid: Liquid, host: "theme" | "extension"): void {
  liquid.registerTag("schema", silentBlock("schema"));
  liquid.registerTag("doc", silentBlock("doc"));
  liquid.registerTag("style", StyleTag);
  liquid.registerTag("form", FormTag);
  liquid.registerTag("paginate", PaginateTag);
  liquid.registerTag("layout", LayoutTag);
  liquid.registerTag("content_for", ContentForTag);
  liquid.registerTag("section", SectionTag);
  if (host === "extension") {
    for (const name of FORBIDDEN_IN_EXTENSIONS) liquid.registerTag(name, forbidden(name));
  }
}

/** Takes the tokens up to the end tag. */
function bodyOf(token: TagToken, remain: TopLevelToken[], end: string): TopLevelToken[] {
  const body: TopLevelToken[] = [];
  while (remain.length > 0) {
    const next = remain.shift();
    if (!next) break;
    if ((next as { name?: string }).name === end) return body;
    body.push(next);
  }
  throw new Error(`tag ${token.getText()} not closed`);
}

function parseBody(token: TagToken, remain: TopLevelToken[], parser: Parser, end: string): Template[] {
  const templates: Template[] = [];
  while (remain.length > 0) {
    const next = remain.shift();
    if (!next) break;
    if ((next as { name?: string }).name === end) return templates;
    templates.push(parser.parseToken(next, remain));
  }
  throw new Error(`tag ${token.getText()} not closed`);
}

/** A block whose content is data or documentation and never printed. */
function silentBlock(name: string): TagClass {
  return class extends Tag {
    constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
      super(token, remain, liquid);
      bodyOf(token, remain, `end${name}`);
    }
    render(): void {}
  };
}

function forbidden(name: string): TagClass {
  return class extends Tag {
    constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
      super(token, remain, liquid);
      throw new Error(`the tag '${name}' is not allowed in a theme app extension`);
    }
    render(): void {}
  };
}

class StyleTag extends Tag {
  #body: Template[];
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remain, liquid);
    this.#body = parseBody(token, remain, parser, "endstyle");
  }
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    emitter.write("<style data-shopify>");
    yield this.liquid.renderer.renderTemplates(this.#body, context, emitter);
    emitter.write("</style>");
  }
}

/** Addresses that forms send to, without the language. */
const FORM_ACTIONS: Record<string, string> = {
  product: "/cart/add",
  cart: "/cart",
  localization: "/localization",
  customer_login: "/account/login",
  create_customer: "/account",
  recover_customer_password: "/account/recover",
  activate_customer_password: "/account/activate",
  customer_address: "/account/addresses",
  customer: "/contact#contact_form",
  contact: "/contact#contact_form",
};

/** The page's `routes.root_url` without a slash at the end. */
function rootOf(context: Context): string {
  const root = context.getSync(["routes", "root_url"]) as unknown;
  return typeof root === "string" ? root.replace(/\/$/, "") : "";
}

/** `{% form 'product', product, class: 'x' %}`: a form with the hidden fields Shopify's own handlers expect. */
class FormTag extends Tag {
  #body: Template[];
  #source: string;
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remain, liquid);
    this.#source = token.args;
    this.#body = parseBody(token, remain, parser, "endform");
  }
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const tokenizer = new Tokenizer(this.#source);
    const first = tokenizer.readValue();
    const type = String(first ? yield evalToken(first, context) : "");
    const after = this.#source.slice(tokenizer.p);
    const subject = /^\s*,\s*([\w.]+)\s*(?=,|$)/.exec(after);
    const rest = subject ? after.slice(subject[0].length) : after;
    const object = subject?.[1]
      ? ((yield context.get(subject[1].split("."))) as { id?: unknown } | null | undefined)
      : null;
    const attributes = (yield new Hash(rest.replace(/^[\s,]+/, "")).render(context)) as Record<
      string,
      unknown
    >;
    const { return_to: returnTo, ...html } = attributes;
    const own = type === "customer_address" && object?.id ? `/${String(object.id)}` : "";
    const action = rootOf(context) + (FORM_ACTIONS[type] ?? `/${type}`) + own;
    emitter.write(`<form method="post" action="${escapeHtml(action)}" accept-charset="UTF-8"`);
    for (const [name, value] of Object.entries(html))
      emitter.write(` ${name}="${escapeHtml(String(value))}"`);
    emitter.write(`><input type="hidden" name="form_type" value="${escapeHtml(type)}">`);
    emitter.write('<input type="hidden" name="utf8" value="✓">');
    if (own !== "" || type === "localization")
      emitter.write('<input type="hidden" name="_method" value="put">');
    const back = returnTo ?? (type === "localization" ? context.getSync(["request", "path"]) : undefined);
    if (back) emitter.write(`<input type="hidden" name="return_to" value="${escapeHtml(String(back))}">`);
    const state = pageOf(context)?.form;
    const mine = state?.type === type ? state : null;
    const failed = mine !== null && Object.keys(mine.errors).length > 0;
    context.push({
      form: {
        id: type,
        ...mine?.values,
        errors: failed ? { messages: mine.errors } : null,
        values: mine?.values ?? {},
        "posted_successfully?": mine !== null && !failed,
      },
    });
    yield this.liquid.renderer.renderTemplates(this.#body, context, emitter);
    context.pop();
    emitter.write("</form>");
  }
}

/** `{% paginate collection.products by 24 %}`: the list holds one page while inside, and `paginate` describes it. */
class PaginateTag extends Tag {
  #body: Template[];
  #owner: string;
  #list: string;
  #size: string;
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remain, liquid);
    const match = /^\s*(\w+)\.(\w+)\s+by\s+([\w.]+)/.exec(token.args);
    if (!match) throw new Error("paginate needs `object.list by number`");
    [this.#owner, this.#list, this.#size] = [match[1] ?? "", match[2] ?? "", match[3] ?? ""];
    this.#body = parseBody(token, remain, parser, "endpaginate");
  }
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const owner = context.getSync([this.#owner]) as unknown;
    const size = Number(/^\d+$/.test(this.#size) ? this.#size : context.getSync(this.#size.split(".")));
    const page = Number(context.getSync(["current_page"]) ?? 1);
    if (!(owner instanceof PageableDrop)) throw new Error(`${this.#owner} cannot be paginated`);
    context.push({ paginate: owner.openPage(this.#list, page, size) });
    yield this.liquid.renderer.renderTemplates(this.#body, context, emitter);
    context.pop();
    owner.closePage();
  }
}

class LayoutTag extends Tag {
  #source: string;
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
    super(token, remain, liquid);
    this.#source = token.args.trim();
  }
  render(context: Context): void {
    const page = pageOf(context);
    if (page) page.layout = this.#source === "none" ? null : this.#source.replaceAll(/['"]/g, "");
  }
}

/** `{% content_for 'blocks' %}`: the place of app blocks in a template. */
class ContentForTag extends Tag {
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
    super(token, remain, liquid);
    if (!/^['"]blocks['"]/.test(token.args.trim())) throw new Error(`content_for knows 'blocks' only`);
  }
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const page = pageOf(context);
    if (page) emitter.write((yield page.renderAppBlocks()) as string);
  }
}

/** `{% section 'cart-lines' %}`: a part of the page that scripts can ask for by itself. */
class SectionTag extends Tag {
  #name: string;
  constructor(token: TagToken, remain: TopLevelToken[], liquid: Liquid) {
    super(token, remain, liquid);
    this.#name = token.args.trim().replaceAll(/['"]/g, "");
  }
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const page = pageOf(context);
    const html = page && ((yield page.renderSection(this.#name)) as string | null);
    if (html === null) throw new Error(`the theme has no section ${this.#name}`);
    emitter.write(html);
  }
}
