/** Each worker has a server of its own, as what looks at the whole of a server would see what others do there. */
const urls: readonly string[] = JSON.parse(process.env.LSE_TEST_SERVER_URLS ?? '[]');
const worker = Number(process.env.JEST_WORKER_ID ?? 1);
// Or all of them have the cluster, on which roles must be known, too.
process.env.LSE_TEST_SERVER_URL = process.env.LSE_TEST_CITUS_URL ?? urls[(worker - 1) % urls.length];
