import { describe, expect, it } from "vitest";
import type { Block, TemplateContent } from "./domain/content.ts";
import { allowedHosts, isAllowed, rewriteLinks } from "./domain/link-hosts.ts";
import { ownServerFault } from "./domain/own-server.ts";
import { MESSAGE_LANGUAGES, READY_MADE, readyMade } from "./domain/shop-texts.ts";
import { compileTemplate, renderTemplate, templateProblems } from "./render-message.server.ts";

const brand = { logoUrl: "", accentColour: "#ffee00", addressLine: "Shop Ltd, 1 High Street\nLondon" };
const context = {
  shop: { name: "Fern & Co", url: "https://fern.example" },
  customer: { first_name: "Robin" },
  links: {
    unsubscribe: "https://app.example/unsubscribe?key=1",
    preferences: "https://app.example/preferences?key=2",
  },
  cart_url: "https://fern.example/cart/1:1?discount=A&b=2",
  confirm_url: "https://app.example/confirm",
  channel_name: "SMS",
  coupon: { code: "SAVE-1", expires_on: "1 May" },
  products: [
    { title: "Pot", url: "https://fern.example/p", image_url: "https://cdn.example/p.png", price: "£5" },
  ],
};
const of = (...blocks: Block[]): TemplateContent => ({
  subject: "Hello {{ customer.first_name }}",
  preheader: "",
  blocks,
});
const render = (content: TemplateContent, values: object = context) =>
  renderTemplate(compileTemplate(content, brand, "en", true), values);

describe("the ready-made messages", () => {
  it.each(MESSAGE_LANGUAGES.flatMap((language) => READY_MADE.map((key) => [language, key])))(
    "in %s: %s is whole, with and without a name",
    (language, key) => {
      const content = readyMade(key)![language]!;
      expect(templateProblems(content, context)).toEqual([]);
      const isMarketing = key !== "confirm-subscription";
      const compiled = compileTemplate(content, brand, language, isMarketing);
      for (const values of [context, { ...context, customer: { first_name: null } }]) {
        const { subject, html, text } = renderTemplate(compiled, values);
        expect(html.includes("direction:ltr")).toBe(language !== "ar");
        // Opening a message asks nobody else for anything.
        expect(html).not.toMatch(/<link|@import|@font-face/);
        for (const part of [subject, html, text]) expect(part).not.toMatch(/__lq|\{\{|\{%|undefined|null/);
        expect(html).toContain(`lang="${language}"`);
        expect(html).toContain(isMarketing ? "discount=A&amp;b=2" : "https://app.example/confirm");
        expect(text).toContain("1 High Street");
        expect([html, text].every((part) => part.includes("unsubscribe?key=1"))).toBe(isMarketing);
      }
    },
  );
});

describe("a message", () => {
  it("shows whatever a person is called as text", () => {
    const hostile = `<script>alert(1)</script>" onload="x`;
    const { html, subject } = render(
      of({ type: "text", text: "Hi {{ customer.first_name }} {{ customer.first_name | raw }}" }),
      {
        ...context,
        customer: { first_name: `${hostile}\r\nBcc: a@example.com` },
      },
    );
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;");
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it("shows what the merchant writes as text, and takes Liquid with signs that no markup allows", () => {
    const { html } = render(
      of({ type: "text", text: "A <b>\n\n{% if products.size < 2 and 1 > 0 %}few & far{% endif %}" }),
    );
    expect(html).toContain("A &lt;b&gt;");
    expect(html).toContain("few &amp; far");
  });

  it("puts ink that can be read on the button", () => {
    expect(render(of({ type: "button", label: "Go", url: "{{ cart_url }}" })).html).toContain(
      "color:#000000",
    );
  });
});

describe("a hostile template", () => {
  it.each([
    [
      "a loop without an end",
      "{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}",
    ],
    ["a list that fills the memory", "{% assign a = (1..900000000) %}{{ a }}"],
    [
      "text that doubles and doubles",
      "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
    ],
    ["an include of a file", "{% include '../../etc/passwd' %}"],
    ["an include of itself", "{% render 'self' %}"],
    ["a filter that there is not", "{{ 'x' | no_such }}"],
    ["a tag that is not closed", "{% if true %}"],
  ])("%s is refused, and the block named", (_name, text) => {
    const problems = templateProblems(of({ type: "heading", text: "Fine" }, { type: "text", text }), context);
    expect(problems.map(({ part }) => part)).toEqual([1]);
  });

  it("says the line", () => {
    const [problem] = templateProblems(of({ type: "text", text: "one\ntwo {{ 'x' | no_such }}" }), context);
    expect(problem).toMatchObject({ part: 0, line: 2 });
  });

  it("does not reach into the language", () => {
    const { html } = render(
      of({ type: "text", text: "[{{ customer.constructor.name }}{{ customer.__proto__ }}]" }),
    );
    expect(html).toContain("[]");
  });
});

describe("links", () => {
  const hosts = allowedHosts({ domain: "fern.myshopify.com", storefrontUrl: "https://www.fern.example" });

  it.each([
    ["https://www.fern.example/cart", true],
    ["https://fern.myshopify.com/", true],
    ["https://fern.example/", false],
    ["https://www.fern.example.evil.example/", false],
    ["https://www.fern.example@evil.example/", false],
    ["https://user:pass@www.fern.example/", false],
    ["javascript:alert(1)//www.fern.example", false],
    ["//evil.example", false],
  ])("to %s: %s", (address, expected) => {
    expect(isAllowed(address, hosts)).toBe(expected);
  });

  it("that are no web addresses lead nowhere, and others keep their escapes", () => {
    const html = `<a href="javascript:alert(1)">a</a><a class="x" href="https://a.example/?b=1&amp;c=2">b</a>`;
    expect(rewriteLinks(html, (address) => `${address}&d=3`)).toBe(
      `<a href="#">a</a><a class="x" href="https://a.example/?b=1&amp;c=2&amp;d=3">b</a>`,
    );
  });
});

it.each([
  ["smtp.provider.example", 587, null],
  ["127.0.0.1", 587, "host"],
  ["[::1]", 587, "host"],
  ["localhost", 587, "host"],
  ["db.internal", 587, "host"],
  ["smtp.provider.example", 5432, "port"],
])("a mail server %s:%d: %s", (host, port, fault) => {
  expect(ownServerFault({ host, port })).toBe(fault);
});
