using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Soliloquy.Tests
{
    /// <summary>Says where two values of the wire differ. Numbers are compared by value: a state's are all doubles.</summary>
    internal static class Difference
    {
        private static readonly JsonSerializerOptions AsTheyAre = new JsonSerializerOptions
        {
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

        /// <summary>Null where the two are equal, else a sentence with the place of the first difference.</summary>
        public static string? Between(object? actual, object? expected, string place = "it") => (actual, expected) switch
        {
            (Dictionary<string, object?> one, Dictionary<string, object?> other) => BetweenMaps(one, other, place),
            (List<object?> one, List<object?> other) => BetweenLists(one, other, place),
            (byte[] one, byte[] other) => one.SequenceEqual(other) ? null : Sentence(actual, expected, place),
            (double one, double other) => BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other) || (double.IsNaN(one) && double.IsNaN(other))
                ? null
                : Sentence(actual, expected, place),
            (double one, long other) => one == other ? null : Sentence(actual, expected, place),
            (long one, double other) => one == other ? null : Sentence(actual, expected, place),
            _ => Equals(actual, expected) ? null : Sentence(actual, expected, place),
        };

        private static string? BetweenMaps(Dictionary<string, object?> actual, Dictionary<string, object?> expected, string place)
        {
            foreach (var (key, value) in expected)
            {
                var inner = $"{place}[{JsonSerializer.Serialize(key)}]";
                var difference = actual.TryGetValue(key, out var found) ? Between(found, value, inner) : $"{inner} is missing; expected {Shown(value)}";
                if (difference != null)
                {
                    return difference;
                }
            }

            var more = actual.Keys.FirstOrDefault(key => !expected.ContainsKey(key));
            return more == null ? null : $"{place}[{JsonSerializer.Serialize(more)}] is not expected; it is {Shown(actual[more])}";
        }

        private static string? BetweenLists(List<object?> actual, List<object?> expected, string place)
        {
            for (var index = 0; index < Math.Min(actual.Count, expected.Count); index++)
            {
                if (Between(actual[index], expected[index], $"{place}[{index}]") is string difference)
                {
                    return difference;
                }
            }

            return actual.Count == expected.Count
                ? null
                : $"{place} has {actual.Count} entries, expected {expected.Count}: {Shown(actual)}, expected {Shown(expected)}";
        }

        private static string Sentence(object? actual, object? expected, string place) => $"{place} is {Shown(actual)}, expected {Shown(expected)}";

        private static string Shown(object? value)
        {
            var text = $"{JsonSerializer.Serialize(value, AsTheyAre)} ({value?.GetType().Name})";
            return text.Length <= 300 ? text : $"{text.Substring(0, 300)} … ({text.Length} characters)";
        }
    }
}
