#nullable enable
using System.Collections.Generic;

namespace Soliloquy.EditorTools
{
    /// <summary>What came of a <see cref="ConnectionTest"/>.</summary>
    public sealed class ConnectionReport
    {
        internal ConnectionReport(bool isOk, string text, IReadOnlyList<string>? personas = null)
        {
            (IsOk, Text, Personas) = (isOk, text, personas ?? new string[0]);
        }

        /// <summary>Whether the server could be joined.</summary>
        public bool IsOk { get; }

        /// <summary>For a person: what was found, or what is wrong and what to do about it.</summary>
        public string Text { get; }

        /// <summary>Who lives there: the names of their files.</summary>
        public IReadOnlyList<string> Personas { get; }
    }
}
