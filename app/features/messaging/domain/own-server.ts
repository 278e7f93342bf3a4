const MAIL_PORTS = [25, 465, 587, 2525];

/**
 * Why a mail server that a merchant names is not reached out to: the app must not be led to machines of its own network.
 * Null = it may be. What a name leads to is looked at when it is connected to.
 */
export function ownServerFault({ host, port }: { host: string; port: number }): "host" | "port" | null {
  if (!MAIL_PORTS.includes(port)) return "port";
  const isName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/i.test(host);
  const isInternal = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa)$/i.test(host);
  return isName && !isInternal ? null : "host";
}
