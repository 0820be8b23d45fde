#!/usr/bin/env node
import {execute} from '@oclif/core';

// No plugins of the user's: oclif looks for them in LSE_DATA_DIR, which is its own name for another directory. A
// package.json among the traces would be run.
await execute({dir: import.meta.url, loadOptions: {root: import.meta.dirname, userPlugins: false, devPlugins: false}});
