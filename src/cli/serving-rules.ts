import type {ServingRules} from '../rollout/serving/serving.ts';
import type {Settings} from './settings.ts';

/** How reports are served, as the settings say it. */
export function servingRules(
  settings: Settings,
  {isStrict, secondHoldWithinDays}: Pick<ServingRules, 'isStrict' | 'secondHoldWithinDays'>,
): ServingRules {
  const {backend, fallback, shadowMode, shadowLimit, liveLimit} = settings;
  return {
    fallback: fallback ?? (backend === 'db' ? 'none' : 'file'),
    isStrict,
    liveLimit,
    shadowLimit,
    shadowMode,
    budget: {
      comparisonsAMinute: settings.shadowsPerMinute,
      failures: settings.shadowFailures,
      restMilliseconds: settings.shadowRest,
    },
    secondHoldWithinDays,
  };
}
