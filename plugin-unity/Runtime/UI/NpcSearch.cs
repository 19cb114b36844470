#nullable enable
using UnityEngine;

namespace Soliloquy
{
    /// <summary>The NPC that a bubble is about.</summary>
    internal static class NpcSearch
    {
        /// <summary>On the same object, below it, or the same of what is above; null where none is.</summary>
        public static SoliloquyNpc? Near(Component component)
        {
            var at = component.transform;
            for (var level = 0; level < 3 && at != null; level++, at = at.parent)
            {
                if (at.TryGetComponent<SoliloquyNpc>(out var here))
                {
                    return here;
                }

                for (var index = 0; index < at.childCount; index++)
                {
                    if (at.GetChild(index).TryGetComponent<SoliloquyNpc>(out var below))
                    {
                        return below;
                    }
                }
            }

            return null;
        }
    }
}
