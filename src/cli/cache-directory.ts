/** The cache of the working directory: what was read of files, and which days were verified. */
export const CACHE_DIRECTORY = '.lse/cache';
