/** The flag that a provider is asked for. */
export const FLAG = 'lse.report.backend';

/** What a provider is told about one project. */
export interface FlagQuestion {
  readonly project: string;
  readonly report: string;
  readonly from: string;
  readonly to: string;
  /** Of lse. */
  readonly version: string;
}

/** To the process that has the provider. */
export type FlagRequest =
  | {
      readonly kind: 'start';
      /** A path or the name of a package, seen from the directory. */
      readonly module: string;
      readonly directory: string;
    }
  | {readonly kind: 'evaluate'; readonly questions: readonly FlagQuestion[]}
  | {readonly kind: 'close'};

/** From it. `at` is the place of the question. */
export type FlagReply =
  | {readonly kind: 'loaded'}
  | {readonly kind: 'started'}
  | {readonly kind: 'failed'; readonly reason: string}
  | {readonly kind: 'value'; readonly at: number; readonly value: string}
  | {readonly kind: 'no value'; readonly at: number; readonly reason: string};
