#nullable enable
using System;
using System.Collections.Generic;
using UnityEditor;

namespace Soliloquy.EditorTools
{
    /// <summary>The personas of the server that the editor was connected to last: the list to pick from in the inspector. Kept among
    /// the user's own settings of the project, so that nothing of it is built or committed.</summary>
    public static class KnownPersonas
    {
        private const string Key = "Soliloquy.Personas";

        /// <summary>The names of their files; empty until a connection was tested.</summary>
        public static IReadOnlyList<string> Read() =>
            (EditorUserSettings.GetConfigValue(Key) ?? string.Empty).Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Keeps who lives there now.</summary>
        public static void Write(IEnumerable<string> personas) => EditorUserSettings.SetConfigValue(Key, string.Join("\n", personas));
    }
}
