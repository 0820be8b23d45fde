/** The file of intents: read in the working directory, unless `LSE_ROLLOUT_FILE` names another. */
export const DEFAULT_ROLLOUT_FILE = 'lse.rollout.yaml';
