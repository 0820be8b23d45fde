import type {Fault} from './fault.ts';
import type {WrittenYaml, YamlPath} from './written-yaml.ts';

/** Everything that is wrong with one text, each fault with its place. */
export class FaultList {
  readonly #yaml: WrittenYaml;
  readonly #faults: Fault[] = [];

  constructor(yaml: WrittenYaml) {
    this.#yaml = yaml;
  }

  add(path: YamlPath, message: string, part: 'key' | 'value' = 'value'): void {
    this.#faults.push({...this.#yaml.place(path, part), message});
  }

  /** In the order of the text, each once. */
  get all(): Fault[] {
    const unique = new Map(this.#faults.map((fault) => [JSON.stringify([fault.start, fault.message]), fault]));
    return [...unique.values()].sort((left, right) => left.start - right.start);
  }
}
