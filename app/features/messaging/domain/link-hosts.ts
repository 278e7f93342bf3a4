/** Where links of a shop's messages may lead through us: the storefront, by either of its addresses. */
export function allowedHosts({
  domain,
  storefrontUrl,
}: {
  domain: string;
  storefrontUrl: string | null;
}): string[] {
  const own = storefrontUrl === null ? null : URL.parse(storefrontUrl);
  return [domain, ...(own ? [own.host] : [])].map((host) => host.toLowerCase());
}

/** Whether an address is a web address at one of these hosts. Credentials in it could deceive the reader. */
export function isAllowed(address: string, hosts: readonly string[]): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "" &&
    hosts.includes(url.host.toLowerCase())
  );
}

const HREF = /(<a\b[^>]*?\shref=")([^"]*)"/g;
const WEB_ADDRESS = /https?:\/\/[^\s<>"]+/g;

/**
 * Puts other addresses in the place of a message's links. What is neither a web address nor one to write to leads nowhere.
 *
 * @param replace gets the address as it is meant, without the markup's escapes
 */
export function rewriteLinks(html: string, replace: (address: string) => string): string {
  return html.replaceAll(HREF, (_whole, before: string, escaped: string) => {
    const address = unescapeMarkup(escaped).trim();
    const isHarmless = /^(https?:\/\/|mailto:|tel:)/i.test(address);
    return `${before}${isHarmless ? escapeAttribute(replace(address)) : "#"}"`;
  });
}

/** The same for the text part. */
export function rewriteTextLinks(text: string, replace: (address: string) => string): string {
  return text.replaceAll(WEB_ADDRESS, (address) => replace(address));
}

function unescapeMarkup(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll(/&#(34|39);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
