import {failingRunPaths} from '../../core/fields/catalogue.ts';
import type {RunPath} from '../../core/fields/run-values.ts';

/** What a report prints of a failing run, in the form for a statement: members of the run, and members of objects in it. */
export interface PrintedPlaces {
  readonly members: readonly string[];
  readonly objects: readonly {readonly name: string; readonly members: readonly string[]}[];
}

/** @throws TypeError for a deeper place, which no statement here reads */
export function printedPlaces(): PrintedPlaces {
  const paths: readonly RunPath[] = Object.values(failingRunPaths).flat();
  if (paths.some(({length}) => length > 2)) throw new TypeError('a failing run is read two members deep at most');
  const names = new Set(paths.filter(({length}) => length === 2).map(([name = '']) => name));
  return {
    members: paths.filter(({length}) => length === 1).map(([name = '']) => name),
    objects: [...names].map((name) => ({
      name,
      members: paths
        .filter(([first, second]) => first === name && second !== undefined)
        .map(([, second = '']) => second),
    })),
  };
}
