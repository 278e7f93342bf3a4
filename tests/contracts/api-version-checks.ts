/** Checks that one version of Shopify's API is used everywhere. */

/** A place that names a version. */
export interface VersionUse {
  where: string;
  version: string;
}

/** Every place that names another version than the first one. */
export function versionFaults(uses: readonly VersionUse[]): string[] {
  const [first, ...rest] = uses;
  return rest
    .filter(({ version }) => version !== first?.version)
    .map(({ where, version }) => `${where}: ${version}, but ${first?.where} says ${first?.version}`);
}

/** The versions that a source text names where it means the API: in an address, a file name or a setting. */
export function versionsIn(where: string, source: string): VersionUse[] {
  const named = /(?:\/api\/|\badmin[-_]|api[-_]?version\W{1,6})(20\d\d-\d\d)\b(?!-\d)/gi;
  return [...source.matchAll(named)].map(([, version = ""]) => ({ where, version }));
}
