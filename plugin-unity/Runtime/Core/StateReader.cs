#nullable enable
using System.Collections.Generic;

namespace Soliloquy
{
    /// <summary>Reads the plain values of the world's state: what is missing reads as its default.</summary>
    public static class StateReader
    {
        /// <summary>The text of a field; empty where it is not there.</summary>
        public static string Text(this IReadOnlyDictionary<string, object?>? part, string field) =>
            part != null && part.TryGetValue(field, out var value) && value is string text ? text : string.Empty;

        /// <summary>The number of a field; 0 where it is not there.</summary>
        public static double Number(this IReadOnlyDictionary<string, object?>? part, string field) =>
            part != null && part.TryGetValue(field, out var value) && value is double number ? number : 0;

        /// <summary>The map or nested object of a field; empty where it is not there.</summary>
        public static IReadOnlyDictionary<string, object?> Part(this IReadOnlyDictionary<string, object?>? part, string field) =>
            part != null && part.TryGetValue(field, out var value) && value is IReadOnlyDictionary<string, object?> nested
                ? nested
                : Empty;

        private static readonly IReadOnlyDictionary<string, object?> Empty = new Dictionary<string, object?>();
    }
}
