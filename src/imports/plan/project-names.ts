import {SourceError} from '../../core/errors.ts';
import {isFileSystemName, isProjectName, projectNameFault} from '../../core/project-name.ts';
import type {Place} from '../given.ts';
import {placeText} from '../place-text.ts';
import type {RunHeader} from '../runs/run-header.ts';

/** What the user says about projects. */
export interface ProjectRules {
  /** That of all runs; null: each run says its own. */
  readonly project: string | null;
  /** Names by the names and ids that runs say. */
  readonly names: ReadonlyMap<string, string>;
}

/** What one run says about its project. */
export interface SaidProject {
  /** Null if it says no name. */
  readonly name: string | null;
  /** What the name comes from if the run does not say it itself. */
  readonly from: '--project' | '--projects' | null;
  /** Stands in for a name. */
  readonly id: string | null;
}

const MOST_BYTES = 255;
const NAMED = 5;

/** Why a name cannot be a directory that is a project, or null if it can. */
export function directoryFault(name: string): string | null {
  const fault = projectNameFault(name);
  if (fault !== null) return fault;
  if (!name.isWellFormed()) return 'it holds a lone surrogate';
  if (!isProjectName(name)) return 'directories that begin with a dot or an underscore are no projects';
  if (isFileSystemName(name)) return 'file systems keep that name for themselves';
  return Buffer.byteLength(name) > MOST_BYTES ? `it is longer than ${MOST_BYTES} bytes` : null;
}

/** Says which project a run belongs to, and remembers names that cannot be one. */
export class ProjectNames {
  readonly #rules: ProjectRules;
  readonly #faults = new Map<string, {readonly fault: string; readonly place: Place}>();

  constructor(rules: ProjectRules) {
    this.#rules = rules;
  }

  of({projectNames, projectIds}: RunHeader, place: Place): SaidProject {
    const {project, names} = this.#rules;
    if (project !== null) return {name: project, from: '--project', id: null};
    const said = [...projectNames, ...projectIds].find((each) => names.has(each));
    if (said !== undefined) return {name: names.get(said) as string, from: '--projects', id: null};
    const [name = null] = projectNames;
    const [id = null] = projectIds;
    for (const each of [name ?? id]) if (each !== null) this.#check(each, place);
    return {name, from: null, id};
  }

  #check(name: string, place: Place): void {
    if (this.#faults.has(name) || this.#faults.size === NAMED) return;
    const fault = directoryFault(name);
    if (fault !== null) this.#faults.set(name, {fault, place});
  }

  /** @throws SourceError that names what cannot be a project */
  requireLegal(): void {
    if (this.#faults.size === 0) return;
    const texts = [...this.#faults].map(
      ([name, {fault, place}]) => `${JSON.stringify(name)} in ${placeText(place)}: ${fault}`,
    );
    const [example] = [...this.#faults.keys()].map((name) => JSON.stringify({[name]: 'NAME'}));
    throw new SourceError(
      'LSE_DATA_DIR',
      `Names of projects cannot be directories (${texts.join('; ')}).`,
      `Give them others with a file that holds ${example}, and: lse import SOURCE --projects FILE`,
    );
  }
}
