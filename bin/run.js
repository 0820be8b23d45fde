#!/usr/bin/env node
const {dirname} = require('node:path');
const {loadBundle} = require('./bundle.js');

// oclif would compare Node with a package.json that is not beside a bundle, and load semver for it. npm has compared.
process.env.OCLIF_DISABLE_ENGINE_WARNING ??= '1';

// No plugins of the user's: oclif looks for them in LSE_DATA_DIR, which is its own name for another directory. A
// package.json among the traces would be run.
const {execute} = loadBundle().exports;
execute({loadOptions: {root: dirname(__dirname), userPlugins: false, devPlugins: false}});
