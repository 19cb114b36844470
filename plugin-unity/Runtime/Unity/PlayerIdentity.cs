#nullable enable
using System;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>The ids under which NPCs remember the players of this machine: each made once, and kept in PlayerPrefs, which every platform
    /// has.</summary>
    public static class PlayerIdentity
    {
        private const string Key = "Soliloquy.Player.";

        /// <summary>The id that is kept for a profile (a save slot, say); a new one where none is.</summary>
        public static string Of(string profile = "default")
        {
            var id = PlayerPrefs.GetString(Key + profile, string.Empty);
            if (id.Length > 0)
            {
                return id;
            }

            id = Guid.NewGuid().ToString("N");
            PlayerPrefs.SetString(Key + profile, id);
            // At once: on the web and on consoles nothing is written at the end.
            PlayerPrefs.Save();
            return id;
        }

        /// <summary>Forgets it: NPCs will take the profile's player for a stranger.</summary>
        public static void Forget(string profile = "default")
        {
            PlayerPrefs.DeleteKey(Key + profile);
            PlayerPrefs.Save();
        }
    }
}
