#nullable enable
using System.Runtime.CompilerServices;

// Managed code stripping (IL2CPP) needs no link.xml and no [Preserve] for this package: nothing in it is reached by reflection.
// Unity itself keeps components and settings by their use in scenes, the methods that a scene's UnityEvents name, and methods with
// [RuntimeInitializeOnLoadMethod].
[assembly: InternalsVisibleTo("Soliloquy.UI")]
[assembly: InternalsVisibleTo("Soliloquy.PlayMode.Tests")]
