using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Soliloquy.PlayMode.Tests")]
