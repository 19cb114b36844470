#nullable enable
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Soliloquy.Npc.Tests")]
[assembly: InternalsVisibleTo("Soliloquy.PlayMode.Tests")]
