#nullable enable
namespace Soliloquy
{
    /// <summary>How a turn ended.</summary>
    public enum TurnStatus
    {
        /// <summary>It is under way.</summary>
        Running,

        /// <summary>It was given whole.</summary>
        Complete,

        /// <summary>The built-in model stood in for the configured one.</summary>
        Fallback,

        /// <summary>It was cut; what was said stands.</summary>
        Failed,

        /// <summary>Somebody interrupted it, or we walked out of earshot.</summary>
        Interrupted,

        /// <summary>It was deleted, replaced, or will not be given after all.</summary>
        Retracted,
    }
}
