/** Access rules against the security status of the card. */
import { SW } from '#iso7816/status-word.ts';
import { conditionFor, isSatisfied, userAuthenticationOf } from '../file-system/access-conditions.ts';
import type { FaceRules } from '../file-system/tree.ts';
import type { CardContext } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** References of the CHVs that a security environment asks for; none when there is no such environment. */
function usersOf(card: CardContext, environment: number): readonly number[] {
  return card.objects.environments.get(environment)?.userAuthentication ?? [];
}

/** The CHVs whose verification opens this access mode; empty when no user authentication does. */
export function usersFor(card: CardContext, rules: FaceRules, accessMode: number): readonly number[] {
  const environment = userAuthenticationOf(conditionFor(rules[card.face], accessMode));
  return environment === undefined ? [] : usersOf(card, environment);
}

/** Whether the condition of the access mode is met. */
export function isAllowed(card: CardContext, rules: FaceRules, accessMode: number): boolean {
  return isSatisfied(conditionFor(rules[card.face], accessMode), (environment) => {
    const users = usersOf(card, environment);
    return users.length > 0 && users.every((reference) => card.session.verified.has(reference));
  });
}

/** @throws StatusWordError 6982 when the condition of the access mode is not met */
export function requireAccess(
  card: CardContext,
  rules: FaceRules,
  accessMode: number,
  operation: string,
  object: string,
): void {
  if (!isAllowed(card, rules, accessMode))
    throw new StatusWordError(SW.SECURITY_STATUS_NOT_SATISFIED, () => ({
      en: `access condition of ${operation} of ${object} is not met`,
      fr: `la condition d'accès de ${operation} sur ${object} n'est pas remplie`,
    }));
}
