import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ContactRules, nationalNumber, normaliseEmail, normalisePhone } from "./contact.ts";

const BRITISH: ContactRules = { countryCode: "GB", foldsPlusAddresses: false };
const PLUS: ContactRules = { ...BRITISH, foldsPlusAddresses: true };
const NOWHERE: ContactRules = { ...BRITISH, countryCode: null };

describe("an e-mail", () => {
  it.each([
    [" Alex.Example@EXAMPLE.com\n", "alex.example@example.com"],
    ["alex@example.com.", "alex@example.com"],
    ["ALEX+Shoes@example.com", "alex+shoes@example.com"],
    ["jose\u0301@example.com", "jos\u00e9@example.com"],
    ["alex@MÜNCHEN.example", "alex@xn--mnchen-3ya.example"],
    ["alex@xn--mnchen-3ya.example", "alex@xn--mnchen-3ya.example"],
    ["alex@ｅｘａｍｐｌｅ.com", "alex@example.com"],
    ["alex@straße.example", "alex@xn--strae-oqa.example"],
    ["o'neil_1@sub.example.co.uk", "o'neil_1@sub.example.co.uk"],
  ])("%j is recognised as %s", (written, normal) => {
    expect(normaliseEmail(written, BRITISH)).toBe(normal);
  });

  it.each([
    ["nothing", ""],
    ["no at", "alex.example.com"],
    ["no local part", "@example.com"],
    ["no domain", "alex@"],
    ["one label", "alex@localhost"],
    ["two at", "alex@evil@example.com"],
    ["an address of a machine", "alex@127.0.0.1"],
    ["a number that is one", "alex@2130706433"],
    ["brackets", "alex@[::1]"],
    ["a path", "alex@example.com/path"],
    ["a port", "alex@example.com:80"],
    ["a display name", "Alex <alex@example.com>"],
    ["a quoted local part", '"a b"@example.com'],
    ["a mark that turns the writing", "alex\u202e@example.com"],
    ["a space of no width", "al\u200bex@example.com"],
    ["a zero byte", "al\u0000ex@example.com"],
    ["a line break within", "alex\n@example.com"],
    ["half a character", "al\ud800ex@example.com"],
    ["a list", "a@example.com,b@example.com"],
    ["10,000 characters", `${"a".repeat(10_000)}@example.com`],
    ["a long local part", `${"a".repeat(65)}@example.com`],
    ["a label too long", `a@${"b".repeat(64)}.com`],
  ])("%s recognises nobody", (_, written) => {
    expect(normaliseEmail(written, BRITISH)).toBeNull();
  });

  it("keeps letters apart that only look alike", () => {
    expect(normaliseEmail("\u0430lex@example.com", BRITISH)).not.toBe(
      normaliseEmail("alex@example.com", BRITISH),
    );
    expect(normaliseEmail("alex@ex\u0430mple.com", BRITISH)).toMatch(/^alex@xn--/);
  });

  it("folds plus-addresses where the shop says so", () => {
    expect(normaliseEmail("alex+shoes@example.com", PLUS)).toBe("alex@example.com");
    expect(normaliseEmail("+shoes@example.com", PLUS)).toBe("+shoes@example.com");
  });

  it("is stable, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress()), (written) => {
        const once = normaliseEmail(written, BRITISH);
        expect(normaliseEmail(once, BRITISH)).toBe(once);
      }),
    );
  });
});

describe("a phone number", () => {
  it.each([
    ["020 7946 0958", "+442079460958"],
    ["(020) 7946-0958", "+442079460958"],
    ["+44 (0)20 7946 0958", "+442079460958"],
    ["0044 20 7946 0958", "+442079460958"],
    ["+1 415 555 0100", "+14155550100"],
    ["٠٢٠ ٧٩٤٦ ٠٩٥٨", "+442079460958"],
  ])("%j is recognised as %s", (written, normal) => {
    expect(normalisePhone(written, BRITISH)).toBe(normal);
  });

  it.each([
    ["too short", "123"],
    ["no such number", "+15551234567"],
    ["words around it", "call 020 7946 0958 now"],
    ["an extension, which a whole office shares", "020 7946 0958 ext. 7"],
    ["a mark that turns the writing", "\u202e020 7946 0958"],
    ["10,000 digits", "0".repeat(10_000)],
    ["letters", "abc"],
  ])("%s recognises nobody", (_, written) => {
    expect(normalisePhone(written, BRITISH)).toBeNull();
  });

  it("without its country recognises nobody where the shop's is not known", () => {
    expect(normalisePhone("020 7946 0958", NOWHERE)).toBeNull();
    expect(normalisePhone("+442079460958", { ...NOWHERE, countryCode: "ZZ" })).toBe("+442079460958");
  });

  it("is known without its country, for the search", () => {
    expect(nationalNumber("+442079460958")).toBe("2079460958");
  });
});
