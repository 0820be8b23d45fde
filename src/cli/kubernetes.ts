type Variables = Readonly<Record<string, string | undefined>>;

const HOST = '_SERVICE_HOST';
/** What follows the name of a Service, in capitals and with `_` for `-`, in the variables that Kubernetes makes for it. */
const ENDING =
  /^_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/**
 * Whether Kubernetes made this variable, which it does in every pod for a Service named `lse`, or `lse-…`. The latter are
 * known by the `…_SERVICE_HOST` that each Service has, so that a typing mistake is not taken for one.
 */
export function isOfKubernetes(name: string, environment: Variables): boolean {
  const hosts = Object.keys(environment).filter((each) => each.startsWith('LSE_') && each.endsWith(HOST));
  const services = ['LSE', ...hosts.map((each) => each.slice(0, -HOST.length))];
  return services.some((service) => name.startsWith(service) && ENDING.test(name.slice(service.length)));
}
