import {SourceError} from '../../core/errors.ts';
import {withSilentLedger} from '../ledger/silent-ledger.ts';
import type {ReportRequest} from './request.ts';
import {serve} from './serve.ts';
import type {Serving} from './serving.ts';

/** The result of a rehearsed rollback. */
export interface Rehearsal {
  /** Whether the files answered in place of the database, with the bytes that they print by themselves. */
  readonly succeeded: boolean;
  /** Why not, in one sentence; null if it did. */
  readonly fault: string | null;
  /** From the question to the last byte, with the database away; null if nothing was printed. */
  readonly milliseconds: number | null;
  readonly bytes: number;
}

export interface RehearsedReport<M> extends Pick<Serving<M>, 'control' | 'candidate' | 'settings' | 'rules'> {
  readonly request: ReportRequest<M>;
  readonly text: (model: M) => string;
}

/**
 * Takes the database away from one report as it would be served at stage `db`, and looks whether the files answer. It is not the database
 * that is touched: whoever opens it is refused. Nothing of it goes into the ledger, since nothing was wrong with the database.
 */
export async function rehearse<M>(report: RehearsedReport<M>): Promise<Rehearsal> {
  const {request, control, candidate, settings, rules, text} = report;
  const expected = text(await control.withSource((source) => request.ask(source)));
  let printed: string | null = null;
  const start = performance.now();
  const refused = async (): Promise<never> => {
    throw new SourceError(
      'LSE_CONNECTION',
      `The database ${candidate.location} is away for a rehearsal.`,
      'Look at where the project stands with: lse rollout status',
    );
  };
  try {
    await serve({
      request,
      stage: 'db',
      control,
      candidate: {...candidate, withSource: refused},
      output: {
        tell: async () => {},
        print: async (model: M) => {
          printed = text(model);
        },
        end: async () => {},
        say: async () => {},
      },
      withLedger: withSilentLedger,
      settings,
      rules: {...rules, fallback: 'file', isStrict: false},
    });
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return {succeeded: false, fault, milliseconds: null, bytes: 0};
  }
  const milliseconds = performance.now() - start;
  const bytes = Buffer.byteLength(printed ?? '');
  if (printed === null) return {succeeded: false, fault: 'Nothing was printed.', milliseconds: null, bytes};
  const fault = printed === expected ? null : 'The files printed something else than they do by themselves.';
  return {succeeded: fault === null, fault, milliseconds, bytes};
}
