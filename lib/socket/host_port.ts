/** Joins a host and a port. @module */

/** A host and a port as in a URL: `192.0.2.7:80`, `[2001:db8::7]:80`. */
export function hostPort({ host, port }: { host: string; port: number }): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
