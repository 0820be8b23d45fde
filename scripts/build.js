import {rmSync} from 'node:fs';
import {root, step} from './installation.js';

/** `npm run build`: compiles to `dist` and writes the manifest that spares every start the search for commands. */
rmSync(`${root}dist`, {recursive: true, force: true});
rmSync(`${root}oclif.manifest.json`, {force: true});
step('Compile', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
step('Manifest', process.execPath, ['node_modules/oclif/bin/run.js', 'manifest'], {
  ...process.env,
  OCLIF_SKIP_NEW_VERSION_CHECK: 'true',
});
