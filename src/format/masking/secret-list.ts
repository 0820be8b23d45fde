/**
 * What counts as a secret, as data: names whose values are secrets, words about a secret in prose, and secrets with
 * a known form. The contract (section 5, Masking) decides the names. All code that looks for secrets reads
 * this file and nothing else, so a new service is one line here and one in the table of the test.
 *
 * Names stand in lower case and without separators: `api-key`, `api_key`, `apiKey` and `APIKEY` are all `apikey`.
 */

/** Secret wherever they get a value. */
export const CLEAR_NAMES = [
  'apikey',
  'apitoken',
  'apisecret',
  'appsecret',
  'accesskey',
  'accesstoken',
  'authtoken',
  'bearertoken',
  'clientsecret',
  'csrftoken',
  'idtoken',
  'passphrase',
  'privatekey',
  'pwd',
  'refreshtoken',
  'secret',
  'secretkey',
  'sessiontoken',
];

/** Secret, too, but also ordinary words: in prose the value has to look like a secret. */
export const AMBIGUOUS_NAMES = ['auth', 'key', 'pass', 'sig', 'signature', 'token'];

/** A whole name that ends like this, without a separator, is secret: `zenrowsapikey`, `dbpassword`. No English word ends so. */
export const JOINED_ENDINGS = ['apikey', 'password', 'passwd'];

/** A name of several words is secret if it ends with one of these; the endings above count, too. */
export const LAST_WORDS = ['token', 'secret', 'pwd', 'passphrase', 'authorization'];

/** `key` is secret after one of these: the contract's four, and those that services use only for a secret. */
export const KEY_QUALIFIERS = [
  ...['api', 'secret', 'private', 'access'],
  // Azure (AccountKey, SharedAccessKey, Ocp-Apim-Subscription-Key), Cloudflare (X-Auth-Key), signing and encrypting.
  ...['account', 'subscription', 'auth', 'signing', 'encryption', 'master'],
];

/** All names that begin like this: signed addresses of Amazon and Google. */
export const NAME_BEGINNINGS = ['x amz', 'x goog'];

export const AUTHORIZATION_NAMES = ['authorization', 'proxyauthorization', 'xauthorization'];
export const COOKIE_NAMES = ['cookie', 'cookies'];
export const SET_COOKIE_NAMES = ['setcookie'];

/** Schemes of `Authorization` with one word after them; with any other scheme all is masked, its name, too. */
export const ONE_WORD_SCHEMES = [
  'bearer',
  'basic',
  'token',
  'apikey',
  'api-key',
  'key',
  'negotiate',
  'ntlm',
  'ssws',
  'dpop',
];

/** Values that hide nothing. */
export const LITERALS = ['none', 'null', 'nil', 'undefined', 'true', 'false'];

/** Words about a credential, after its name and a colon, or after the scheme of a bearer or basic one. */
export const PROSE_WORDS = [
  ...['a', 'an', 'and', 'are', 'authentication', 'authorization', 'auth', 'be', 'cannot', 'credential', 'credentials'],
  ...[
    'denied',
    'does',
    'empty',
    'error',
    'expected',
    'expired',
    'failed',
    'field',
    'for',
    'forbidden',
    'format',
    'from',
  ],
  ...['has', 'header', 'in', 'incorrect', 'invalid', 'is', 'malformed', 'mismatch', 'missing', 'must', 'no', 'not'],
  ...[
    'of',
    'ok',
    'optional',
    'or',
    'provided',
    'realm',
    'rejected',
    'required',
    'revoked',
    'scheme',
    'schemes',
    'str',
    'string',
  ],
  ...[
    'that',
    'the',
    'this',
    'to',
    'token',
    'tokens',
    'unauthorized',
    'unknown',
    'unset',
    'value',
    'was',
    'with',
    'wrong',
  ],
];

/** A secret with a known form. No letter or digit stands before the match of the pattern. */
export interface KnownForm {
  readonly name: string;
  /** The source of a regular expression. A quantifier without an end stands once and last, or before a character that it excludes. */
  readonly pattern: string;
}

/**
 * Prefixes, alphabets and lengths are facts: from the rules of gitleaks (config/gitleaks.toml of July 2026), the documents of
 * GitHub's secret scanning, and the services' own. Lengths are a lower bound, mostly below the real one, so that a service
 * that shortens its keys does not get past; what follows in the same alphabet belongs to the secret.
 */
export const KNOWN_FORMS: readonly KnownForm[] = [
  // Language models and what surrounds them.
  {
    name: 'OpenAI, Anthropic, OpenRouter, Langfuse',
    pattern: 'sk-(?:ant|proj|svcacct|admin|or|lf|None)-[A-Za-z0-9_-]{16,}',
  },
  {
    name: 'OpenAI, DeepSeek and others of this form',
    pattern: 'sk-(?:[a-z0-9]{2,12}-){0,2}(?=[A-Za-z]{0,200}[0-9])[A-Za-z0-9]{16,}',
  },
  {name: 'LangSmith', pattern: 'lsv2_(?:pt|sk|lk)_[A-Za-z0-9_]{16,}'},
  {name: 'LangSmith, first version', pattern: 'ls__[A-Za-z0-9]{16,}'},
  {name: 'Hugging Face', pattern: 'hf_[A-Za-z0-9]{24,}'},
  {name: 'Hugging Face organization', pattern: 'api_org_[A-Za-z]{24,}'},
  {name: 'Groq', pattern: 'gsk_[A-Za-z0-9]{24,}'},
  {name: 'xAI', pattern: 'xai-[A-Za-z0-9]{40,}'},
  {name: 'Replicate', pattern: 'r8_[A-Za-z0-9]{24,}'},
  {name: 'Perplexity', pattern: 'pplx-[A-Za-z0-9]{24,}'},
  {name: 'Tavily', pattern: 'tvly-(?:(?:dev|prod)-)?[A-Za-z0-9]{16,}'},
  {name: 'Firecrawl', pattern: 'fc-[a-f0-9]{32,}'},
  {name: 'Pinecone', pattern: 'pcsk_[A-Za-z0-9_]{24,}'},
  // Code and packages.
  {name: 'GitHub', pattern: 'gh[pousr]_[A-Za-z0-9]{20,}'},
  {name: 'GitHub, fine-grained', pattern: 'github_pat_[A-Za-z0-9_]{20,}'},
  {name: 'GitLab', pattern: 'gl(?:pat|cbt|dt|ffct|ft|imt|agent|oas|ptt|rt|soat)-[A-Za-z0-9_-]{16,}'},
  {name: 'npm', pattern: 'npm_[A-Za-z0-9]{30,}'},
  {name: 'PyPI', pattern: 'pypi-AgE[A-Za-z0-9_-]{16,}'},
  {name: 'RubyGems', pattern: 'rubygems_[a-f0-9]{32,}'},
  {name: 'Postman', pattern: 'PMAK-[A-Fa-f0-9]{24}-[A-Fa-f0-9]{16,}'},
  // Clouds.
  {name: 'AWS access key', pattern: '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16,}'},
  {name: 'AWS Bedrock', pattern: 'ABSK[A-Za-z0-9+/]{60,}'},
  {name: 'Google API key', pattern: 'AIza[A-Za-z0-9_-]{30,}'},
  {name: 'Google OAuth access token', pattern: 'ya29\\.[A-Za-z0-9_-]{20,}'},
  {name: 'Google OAuth client secret', pattern: 'GOCSPX-[A-Za-z0-9_-]{16,}'},
  {name: 'DigitalOcean', pattern: 'do[opr]_v1_[a-f0-9]{32,}'},
  {name: 'Heroku', pattern: 'HRKU-[A-Za-z0-9_-]{36,}'},
  {name: 'Databricks', pattern: 'dapi[a-f0-9]{32,}'},
  {name: 'Doppler', pattern: 'dp\\.(?:pt|st|sa|ct)\\.[A-Za-z0-9_.-]{24,}'},
  {name: 'Vault', pattern: 'hv[sbr]\\.[A-Za-z0-9_-]{24,}'},
  {name: 'Pulumi', pattern: 'pul-[a-f0-9]{40,}'},
  {name: 'PlanetScale', pattern: 'pscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{24,}'},
  {name: 'Grafana', pattern: 'gl(?:sa|c)_[A-Za-z0-9+/]{30,}'},
  {name: 'New Relic', pattern: 'NRAK-[A-Z0-9]{24,}'},
  {name: 'Sentry', pattern: 'sntry[su]_[A-Za-z0-9+/]{32,}'},
  {name: 'age', pattern: 'AGE-SECRET-KEY-1[0-9A-Z]{30,}'},
  // Messages and mail.
  {name: 'Slack', pattern: 'xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,}'},
  {name: 'Slack app', pattern: 'xapp-[0-9]-[A-Za-z0-9-]{10,}'},
  {name: 'Telegram bot', pattern: '[0-9]{6,12}:A[A-Za-z0-9_-]{34,}'},
  {name: 'SendGrid', pattern: 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,}'},
  {name: 'Brevo', pattern: 'xkeysib-[a-f0-9]{32,}'},
  {name: 'Mailgun', pattern: 'key-[a-f0-9]{32,}'},
  // Payments and shops.
  {name: 'Stripe', pattern: '(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,}'},
  {name: 'Stripe webhook', pattern: 'whsec_[A-Za-z0-9+/]{20,}'},
  {name: 'Shopify', pattern: 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{24,}'},
  {name: 'Square', pattern: 'sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}'},
  // Work tools.
  {name: 'Linear', pattern: 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}'},
  {name: 'Notion', pattern: 'ntn_[A-Za-z0-9]{36,}'},
  {name: 'Airtable', pattern: 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{32,}'},
  {name: 'Atlassian', pattern: 'ATATT3[A-Za-z0-9_=-]{40,}'},
  {name: 'Typeform', pattern: 'tfp_[A-Za-z0-9_.=-]{40,}'},
  {name: '1Password service account', pattern: 'ops_eyJ[A-Za-z0-9+/]{60,}'},
];

/** A JSON Web Token: header, payload and signature, or the five parts of an encrypted one. */
export const JWT = {
  mark: 'eyJ',
  // What stands before it is no part of its alphabet, so that each run of that alphabet is looked at once.
  pattern:
    '(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.(?:eyJ[A-Za-z0-9_-]{6,}|[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]{8,}\\.)[A-Za-z0-9_.-]*',
};

/** Addresses that are credentials: whoever knows them may post. What follows is masked up to the end of the path or segment. */
export interface SecretAddress {
  readonly name: string;
  readonly mark: string;
  readonly pattern: string;
  readonly until: 'path' | 'segment';
}

export const SECRET_ADDRESSES: readonly SecretAddress[] = [
  {
    name: 'Slack',
    mark: 'hooks.slack',
    pattern: 'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/',
    until: 'path',
  },
  {name: 'Discord', mark: '/webhooks/', pattern: 'discord(?:app)?\\.com/api/(?:v[0-9]{1,2}/)?webhooks/', until: 'path'},
  {name: 'Telegram', mark: 'api.telegram.org', pattern: 'api\\.telegram\\.org/(?:file/)?bot', until: 'segment'},
  {name: 'Microsoft Teams', mark: 'webhookb2', pattern: 'webhook\\.office\\.com/webhookb2/', until: 'path'},
  {name: 'Zapier', mark: 'hooks.zapier', pattern: 'hooks\\.zapier\\.com/hooks/catch/', until: 'path'},
  {
    name: 'IFTTT',
    mark: 'maker.ifttt',
    pattern: 'maker\\.ifttt\\.com/trigger/[A-Za-z0-9_-]{1,100}/(?:json/)?with/key/',
    until: 'segment',
  },
];

/** The first line of a private key in PEM, and the last one. */
export const PEM = {
  begin: '-----BEGIN[A-Z0-9 +]{1,40}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----',
  end: '-----END[A-Z0-9 +]{1,40}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----',
};
