#nullable enable
using System.Collections.Generic;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>The worlds and what is part of them, as far as enabled: finds one for the other, in whichever order they come.</summary>
    internal static class Scenes
    {
        private static readonly List<SoliloquyWorld> Worlds = new List<SoliloquyWorld>();
        private static readonly List<SoliloquyMember> Members = new List<SoliloquyMember>();

        public static int Count => Worlds.Count + Members.Count;

        public static void Add(SoliloquyWorld world)
        {
            Worlds.Add(world);
            foreach (var member in Members.ToArray())
            {
                member.JoinUnlessJoined();
            }
        }

        public static void Remove(SoliloquyWorld world) => Worlds.Remove(world);

        public static void Add(SoliloquyMember member) => Members.Add(member);

        public static void Remove(SoliloquyMember member) => Members.Remove(member);

        /// <summary>The nearest world among what is above a component and beside that, enabled or not; else any that is enabled, first
        /// of the same scene.</summary>
        public static SoliloquyWorld? FindFor(Component component)
        {
            for (var ancestor = component.transform; ancestor != null; ancestor = ancestor.parent)
            {
                if (ancestor.TryGetComponent<SoliloquyWorld>(out var above))
                {
                    return above;
                }

                for (var index = 0; index < ancestor.childCount; index++)
                {
                    if (ancestor.GetChild(index).TryGetComponent<SoliloquyWorld>(out var beside))
                    {
                        return beside;
                    }
                }
            }

            var scene = component.gameObject.scene;
            var near = Worlds.Find(world => world.gameObject.scene == scene);
            return near != null ? near : Worlds.Count > 0 ? Worlds[0] : null;
        }

        // Statics outlive play mode where the editor does not reload its domain.
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Reset()
        {
            Worlds.Clear();
            Members.Clear();
        }
    }
}
