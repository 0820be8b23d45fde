import {Console} from 'node:console';

// Jest's own console writes past process.stdout, where the captured commands write.
globalThis.console = new Console({stdout: process.stdout, stderr: process.stderr});
