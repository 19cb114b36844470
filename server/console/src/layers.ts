import type { Layer } from '../../../schemas/layers.ts';

export type Lane = 'plan' | 'thought' | 'action' | 'speech';

/** Which lane a layer runs in: what the game is asked to do is an action. */
export const LANE: Record<Layer, Lane> = {
  system_thinking: 'plan',
  role_thinking: 'thought',
  role_action: 'action',
  game_action: 'action',
  speech: 'speech',
};

export const LANES: readonly Lane[] = ['plan', 'thought', 'action', 'speech'];
export const LANE_NAME: Record<Lane, string> = {
  plan: 'Plan',
  thought: 'Thought',
  action: 'Action',
  speech: 'Speech',
};

/** Who sees a lane, in words. */
export const seenBy = (lane: Lane, innerVoice: boolean): string => {
  if (lane === 'plan') return 'designers only';
  if (lane === 'thought') return innerVoice ? 'designers, players there' : 'designers only';
  return 'everyone there';
};
