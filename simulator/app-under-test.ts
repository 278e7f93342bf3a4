/** Reads the Shopify app that is being developed from its configuration files. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "smol-toml";
import { readExtensions } from "#simulator/app-extensions.ts";
import type { AppUnderTest } from "#simulator/context.ts";
import { readSubscriptions } from "#simulator/webhooks/configuration.ts";

type Table = Record<string, unknown>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const table = (value: unknown): Table => (isTable(value) ? value : {});
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];

function required(value: unknown, name: string): string {
  const found = text(value);
  if (!found) throw new Error(`shopify.app.toml: "${name}" is missing.`);
  return found;
}

const list = (commaSeparated: string | null): string[] =>
  (commaSeparated ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

export interface AppOptions {
  /** Folder with `shopify.app.toml`. */
  folder: string;
  /** Where the app listens; without it the file's `application_url`. */
  url?: string;
  clientSecret: string;
}

/** Reads `shopify.app.toml` and finds the theme app extension beside it. Throws with the reason when it cannot. */
export function readApp(options: AppOptions): AppUnderTest {
  const file = resolve(options.folder, "shopify.app.toml");
  const configuration: Table = parse(readFileSync(file, "utf8"));
  const clientId = required(configuration["client_id"], "client_id");
  const name = required(configuration["name"], "name");
  const webhooks = table(configuration["webhooks"]);
  const proxy = configuration["app_proxy"];
  const access = table(configuration["access_scopes"]);
  const extensions = readExtensions(options.folder);
  const url = options.url ?? required(configuration["application_url"], "application_url");
  return {
    clientId,
    clientSecret: options.clientSecret,
    // Shopify gives the number; here it follows from the client id, so that namespaces stay the same from run to run.
    appId: BigInt(`0x${createHash("sha256").update(clientId).digest("hex").slice(0, 10)}`),
    name,
    handle: text(configuration["handle"]) ?? slug(name),
    url: url.replace(/\/$/, ""),
    scopes: list(text(access["scopes"])),
    optionalScopes: texts(access["optional_scopes"]),
    apiVersion: required(webhooks["api_version"], "webhooks.api_version"),
    subscriptions: readSubscriptions(webhooks),
    proxy: isTable(proxy)
      ? {
          prefix: required(proxy["prefix"], "app_proxy.prefix"),
          subpath: required(proxy["subpath"], "app_proxy.subpath"),
          url: required(proxy["url"], "app_proxy.url"),
        }
      : null,
    themeExtensionPath: extensions.theme?.path ?? null,
    themeExtensionUid: extensions.theme?.uid ?? null,
    webPixel: extensions.webPixel,
    flowTriggers: extensions.flowTriggers,
    flowActions: extensions.flowActions,
  };
}
