/** What Shopify puts in when it renders our answer. */
const LOGIN_PLACE = "perennial-login-url";

/** Stands for the address of the store's sign-in page in HTML given to {@link answerInTheme}. */
export const LOGIN_URL = LOGIN_PLACE;

/**
 * An answer to the app proxy that Shopify renders as Liquid within the store's theme. Whatever looks like Liquid in our
 * HTML stays text: data can never become a template.
 *
 * @param options.isBare without the theme's layout, for a part that a script puts into a page
 */
export function answerInTheme(html: string, options: { status: number; isBare?: boolean }): Response {
  return new Response((options.isBare ? "{% layout none %}" : "") + asLiquid(html), {
    status: options.status,
    headers: { "Content-Type": "application/liquid; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** Style sheets need their braces; they hold no data. */
function asLiquid(html: string): string {
  const parts = html.split(/(<style>[\s\S]*?<\/style>)/);
  const safe = parts.map((part) =>
    part.startsWith("<style>")
      ? `{% raw %}${part}{% endraw %}`
      : part.replaceAll("{", "&#123;").replaceAll("}", "&#125;"),
  );
  return safe.join("").replaceAll(LOGIN_PLACE, "{{ routes.account_login_url }}");
}
