#nullable enable
using System.Runtime.CompilerServices;

// The Unity layer is made of the same parts; they stay out of sight of games.
[assembly: InternalsVisibleTo("Soliloquy.Unity")]
[assembly: InternalsVisibleTo("Soliloquy.UI")]
[assembly: InternalsVisibleTo("Soliloquy.Npc.Tests")]
[assembly: InternalsVisibleTo("Soliloquy.PlayMode.Tests")]
