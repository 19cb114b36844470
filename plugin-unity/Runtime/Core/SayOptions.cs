#nullable enable
namespace Soliloquy
{
    /// <summary>What goes with something said.</summary>
    public sealed class SayOptions
    {
        /// <summary>What the speaker visibly does meanwhile; empty: nothing.</summary>
        public string Action { get; set; } = string.Empty;

        /// <summary>Nobody else hears the words, or the reply.</summary>
        public bool IsWhisper { get; set; }
    }
}
