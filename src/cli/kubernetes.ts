type Variables = Readonly<Record<string, string | undefined>>;

/** What Kubernetes calls the variables that it makes for each Service: the name in capitals, `-` as `_`, and these. */
const OF_SERVICE =
  /^(?<service>LSE(?:_[A-Z0-9_]+?)?)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/**
 * Whether Kubernetes made this variable, which it does in every pod for a Service named `lse`, or `lse-…`. The latter are
 * taken for what they are only beside the `…_SERVICE_HOST` that each Service has, so that no typing mistake is one.
 */
export function isOfKubernetes(name: string, environment: Variables): boolean {
  const service = OF_SERVICE.exec(name)?.groups?.service;
  return service !== undefined && (service === 'LSE' || environment[`${service}_SERVICE_HOST`] !== undefined);
}
