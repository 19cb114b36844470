#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// The little JSON that match-making needs; Unity has no parser for dictionaries that needs no package, and reflection would
    /// not hold under IL2CPP. Reads objects, arrays, strings, numbers, true, false and null (RFC 8259).
    /// </summary>
    internal sealed class Json
    {
        private const int MaxDepth = 32;

        private readonly string _text;
        private int _at;

        private Json(string text)
        {
            _text = text;
        }

        /// <summary>The object that a text is; null where it is none.</summary>
        public static Dictionary<string, object?>? ReadObject(string text)
        {
            var json = new Json(text);
            return json.TryValue(out var value, 0) && json.IsAtEnd() ? value as Dictionary<string, object?> : null;
        }

        /// <summary>Writes text, booleans, numbers, null and objects of them.</summary>
        public static string Write(IReadOnlyDictionary<string, object?> value)
        {
            var builder = new StringBuilder("{");
            foreach (var entry in value)
            {
                builder.Append(builder.Length > 1 ? "," : string.Empty);
                WriteText(builder, entry.Key);
                builder.Append(':');
                switch (entry.Value)
                {
                    case null: builder.Append("null"); break;
                    case bool flag: builder.Append(flag ? "true" : "false"); break;
                    case string text: WriteText(builder, text); break;
                    default: builder.AppendFormat(CultureInfo.InvariantCulture, "{0}", entry.Value); break;
                }
            }

            return builder.Append('}').ToString();
        }

        private static void WriteText(StringBuilder builder, string text)
        {
            builder.Append('"');
            foreach (var character in text)
            {
                if (character == '"' || character == '\\')
                {
                    builder.Append('\\').Append(character);
                }
                else if (character < ' ')
                {
                    builder.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                }
                else
                {
                    builder.Append(character);
                }
            }

            builder.Append('"');
        }

        private bool TryValue(out object? value, int depth)
        {
            value = null;
            SkipSpace();
            if (_at >= _text.Length || depth > MaxDepth)
            {
                return false;
            }

            switch (_text[_at])
            {
                case '{': return TryObject(out value, depth);
                case '[': return TryArray(out value, depth);
                case '"':
                    var isText = TryText(out var text);
                    value = text;
                    return isText;
                case 't': value = true; return TryWord("true");
                case 'f': value = false; return TryWord("false");
                case 'n': return TryWord("null");
                default: return TryNumber(out value);
            }
        }

        private bool TryObject(out object? value, int depth)
        {
            var result = new Dictionary<string, object?>();
            value = result;
            _at++;
            if (Accept('}'))
            {
                return true;
            }

            do
            {
                SkipSpace();
                if (!TryText(out var key) || !Accept(':') || !TryValue(out var entry, depth + 1))
                {
                    return false;
                }

                result[key] = entry;
            }
            while (Accept(','));
            return Accept('}');
        }

        private bool TryArray(out object? value, int depth)
        {
            var result = new List<object?>();
            value = result;
            _at++;
            if (Accept(']'))
            {
                return true;
            }

            do
            {
                if (!TryValue(out var item, depth + 1))
                {
                    return false;
                }

                result.Add(item);
            }
            while (Accept(','));
            return Accept(']');
        }

        private bool TryText(out string text)
        {
            text = string.Empty;
            if (_at >= _text.Length || _text[_at] != '"')
            {
                return false;
            }

            var builder = new StringBuilder();
            for (_at++; _at < _text.Length; _at++)
            {
                var character = _text[_at];
                if (character == '"')
                {
                    _at++;
                    text = builder.ToString();
                    return true;
                }

                if (character != '\\')
                {
                    builder.Append(character);
                }
                else if (!TryEscape(builder))
                {
                    return false;
                }
            }

            return false;
        }

        private bool TryEscape(StringBuilder builder)
        {
            _at++;
            if (_at >= _text.Length)
            {
                return false;
            }

            var place = "\"\\/bfnrt".IndexOf(_text[_at]);
            if (place >= 0)
            {
                builder.Append("\"\\/\b\f\n\r\t"[place]);
                return true;
            }

            if (_text[_at] != 'u' || _at + 4 >= _text.Length ||
                !ushort.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                return false;
            }

            builder.Append((char)unit);
            _at += 4;
            return true;
        }

        private bool TryNumber(out object? value)
        {
            var start = _at;
            while (_at < _text.Length && "+-.0123456789eE".Contains(_text[_at]))
            {
                _at++;
            }

            var isNumber = double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            value = number;
            return isNumber;
        }

        private bool TryWord(string word)
        {
            var isThere = string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;
            _at += word.Length;
            return isThere;
        }

        private bool Accept(char expected)
        {
            SkipSpace();
            if (_at >= _text.Length || _text[_at] != expected)
            {
                return false;
            }

            _at++;
            return true;
        }

        private bool IsAtEnd()
        {
            SkipSpace();
            return _at >= _text.Length;
        }

        private void SkipSpace()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
        }
    }
}
