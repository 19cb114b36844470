using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Soliloquy.Tests
{
    /// <summary>Reads the values of test/wire (see <c>plainValue</c> there), which JSON alone would not keep.</summary>
    internal static class WireValues
    {
        /// <summary>The value that a tagged one stands for.</summary>
        public static object? Untag(JsonElement tagged) => tagged.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => tagged.GetString(),
            JsonValueKind.Number => tagged.GetInt64(),
            JsonValueKind.Array => tagged.EnumerateArray().Select(Untag).ToList(),
            _ => UntagObject(tagged),
        };

        private static object UntagObject(JsonElement tagged)
        {
            var made = new Dictionary<string, object?>();
            foreach (var entry in tagged.EnumerateObject())
            {
                switch (entry.Name)
                {
                    case "$int": return long.Parse(entry.Value.GetString()!, CultureInfo.InvariantCulture);
                    case "$uint": continue;
                    case "$float": return BitConverter.Int64BitsToDouble(long.Parse(entry.Value.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    case "$utf8": return Encoding.UTF8.GetString(entry.Value.GetBytesFromBase64());
                    case "$bytes": return entry.Value.GetBytesFromBase64();
                    case "$map": return entry.Value.EnumerateArray().ToDictionary(pair => (string)Untag(pair[0])!, pair => Untag(pair[1]));
                    default: made[entry.Name] = Untag(entry.Value); break;
                }
            }

            return made;
        }
    }
}
