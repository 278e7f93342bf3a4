/** A block of the theme extension, and the template on which it is put. */
export interface BlockPlace {
  block: string;
  template: string;
  /** `mainSection`: inside the page's main section; `newAppsSection`: in a section of its own. */
  target: "mainSection" | "newAppsSection";
}

/** Where in the theme editor a block is put in with one press. */
export function blockEditorUrl(
  { block, template, target }: BlockPlace,
  shopDomain: string,
  clientId: string,
): string {
  return editorUrl(shopDomain, { template, addAppBlockId: `${clientId}/${block}`, target });
}

/** Where in the theme editor an app embed is switched on. */
export function embedEditorUrl(embed: string, shopDomain: string, clientId: string): string {
  return editorUrl(shopDomain, { context: "apps", activateAppId: `${clientId}/${embed}` });
}

function editorUrl(shopDomain: string, query: Record<string, string>): string {
  // Written out by hand: the editor wants the slashes as they are.
  const text = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return `https://${shopDomain}/admin/themes/current/editor?${text.join("&")}`;
}
