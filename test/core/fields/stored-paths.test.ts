import {describe, expect, it} from '@jest/globals';
import {catalogue, ID_PATH} from '../../../src/core/fields/catalogue.ts';
import {storedPaths, storedPlaces} from '../../../src/core/fields/stored-paths.ts';

describe('what databases keep of each run', () => {
  /**
   * When this fails, the catalogue has grown or shrunk. The list of migration 6 stays as it is: write a new migration with a list of
   * its own, whose column takes the place of `brief`. Until then such reports read the documents, which is right and slow.
   */
  it('is what stands at the paths of the catalogue', () => {
    const wanted = [ID_PATH, ...Object.values(catalogue).flatMap(({paths}) => paths as readonly (readonly string[])[])];
    const keys = (paths: readonly (readonly string[])[]): string[] =>
      [...new Set(paths.map((path) => path.join('.')))].sort();
    expect(keys(storedPaths)).toEqual(keys(wanted));
    expect(storedPaths).toHaveLength(keys(storedPaths).length);
  });

  it('is known by its place, and nothing else is', () => {
    expect(storedPlaces([['name'], ['id']])).toEqual([1, 0]);
    expect(storedPlaces([['name'], ['inputs']])).toBeNull();
    expect(storedPlaces([['name', 'x']])).toBeNull();
  });
});
