/** A card's state in memory: it lasts as long as the process. */
import type { Profile } from '../profile/schema.ts';
import type { CardState, CardStore, StateChange } from './store.ts';

function withContents(
  contents: CardState['contents'],
  changed: NonNullable<StateChange['contents']>,
): CardState['contents'] {
  const next = { ...contents };
  for (const [path, content] of Object.entries(changed)) {
    if (content === undefined) delete next[path];
    else next[path] = content;
  }
  return next;
}

/** The state with the parts of `change` put in. */
export function withChange(state: CardState, change: StateChange): CardState {
  return {
    keys: state.keys,
    contents: change.contents === undefined ? state.contents : withContents(state.contents, change.contents),
    referenceData:
      change.referenceData === undefined ? state.referenceData : { ...state.referenceData, ...change.referenceData },
  };
}

export class MemoryStore implements CardStore {
  readonly profile: Profile;
  #state: CardState;

  constructor(profile: Profile, state: CardState) {
    this.profile = profile;
    this.#state = state;
  }

  get state(): CardState {
    return this.#state;
  }

  commit(change: StateChange): void {
    this.#state = withChange(this.#state, change);
  }
}
