/** The character whose replies these are. */
export const SPEAKER = 'Mara';

/** Replies as models of HER's form write them: with all layers, with few, with more than one line. */
export const REPLIES = [
  `<system_thinking>Mara has just been asked about the missing ferry. She would not lie outright to a guest, but she owes the
ferryman a favour. The reply should be short at first, then turn the talk to the storm, and let the guest notice the turn. She
keeps her hands busy when she hides something, so an action belongs between the two halves.</system_thinking>Mara: <role_thinking>He
has seen the rope. Not a word about who cut it.</role_thinking>The ferry? <role_action>wipes the same cup a second time</role_action>
It went out on the last dry evening and it has not come back, and that is all the river told me. You will want a bed, though. The
road floods at the second milestone, and nobody here will carry a lantern for you before morning.`,
  `<system_thinking>A greeting, nothing more is at stake. Mara likes travellers who pay first.</system_thinking>Mara: Come in, come
in, you are letting the rain decide who sits by my fire. <role_action>pulls a stool closer with her foot</role_action><role_thinking>Good
boots. Tired eyes. Two coppers, perhaps three.</role_thinking>Soup is hot, the bread is yesterday's, and the stories are free as long
as the cup is full.`,
  `Mara: <role_action>shakes her head slowly</role_action>No. I said it to the reeve and I say it to you: the mill has been empty
since the old man died, whatever lights people think they see.

Ask the children, if you must. They dare each other to knock at the door. <role_thinking>And one of them was let in.</role_thinking>
Now, was it the fish or the stew?`,
];

/** Cuts a text into pieces of so many code points. */
export function chunksOf(text: string, size: number): string[] {
  const points = [...text];
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(''),
  );
}
