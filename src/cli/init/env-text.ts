import {UsageError} from '../../core/errors.ts';
import {parseDotenv} from '../dotenv-file.ts';

/** What a new `.env` says. */
export interface EnvSettings {
  readonly dataDir: string;
  readonly databaseUrl: string;
}

/**
 * The text of a new `.env`.
 *
 * @throws UsageError for a value that no line of a `.env` can express
 */
export function envText({dataDir, databaseUrl}: EnvSettings): string {
  return `# The settings of lse in this directory; .env.example of lse describes each. It may hold a password: keep it out of git.
${line('LSE_DATA_DIR', dataDir, '--data-dir')}
${line('LSE_DATABASE_URL', databaseUrl, '--database-url')}
# lse.rollout.yaml says what answers each project: the files, until it is promoted.
LSE_REPORT_BACKEND=auto
`;
}

/** The value in quotes if it needs them, in quotes that it does not hold itself. The line is read again, to see that it says the value. */
function line(name: string, value: string, flag: string): string {
  const isPlain = /^[A-Za-z0-9_./:@%?&=,+~-]+$/.test(value);
  const forms = isPlain ? [value] : ["'", '`', '"'].map((quote) => `${quote}${value}${quote}`);
  const text = forms.map((form) => `${name}=${form}`).find((written) => isRead(written, name, value));
  if (text !== undefined) return text;
  throw new UsageError(
    `No line of .env can hold this value of ${name}.`,
    `Give another one with ${flag}, or leave ${name} to the environment.`,
  );
}

function isRead(text: string, name: string, value: string): boolean {
  const {variables, faults} = parseDotenv(Buffer.from(`${text}\n`), '.env');
  return faults.length === 0 && variables[name] === value;
}
